//! Finding a thing by what people call it: a code, an IRI, any of its names in any language.

use std::fmt;
use std::sync::Arc;

use oxrdf::{NamedNode, NamedNodeRef, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::labels::{compact, label_of_id};
use crate::store::snapshot::{GraphFilter, Pattern, QuadScan, Snapshot};
use crate::vocab::{self, cmt};

/// What a name may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A state, a territory or a former state.
    State,
    /// An organisation or grouping.
    Organisation,
    /// An agreement.
    Agreement,
    /// An initiative or a project.
    Initiative,
    /// An issue, a proposition or a resolution.
    Issue,
    /// A source.
    Source,
    /// Anything that has a name.
    Entity,
}

impl Kind {
    /// The kind that a parameter's type names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "state" => Self::State,
            "organisation" => Self::Organisation,
            "agreement" => Self::Agreement,
            "initiative" => Self::Initiative,
            "issue" => Self::Issue,
            "source" => Self::Source,
            "entity" => Self::Entity,
            _ => return None,
        })
    }

    /// Its name as a parameter's type; [`Kind::from_name`] reads it back.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Organisation => "organisation",
            Self::Agreement => "agreement",
            Self::Initiative => "initiative",
            Self::Issue => "issue",
            Self::Source => "source",
            Self::Entity => "entity",
        }
    }

    /// The classes of its things, those that a shared name rather means first; empty for any.
    fn classes(self) -> &'static [NamedNodeRef<'static>] {
        match self {
            Self::State => &[cmt::STATE, cmt::TERRITORY, cmt::FORMER_STATE],
            Self::Organisation => &[cmt::ORGANISATION, cmt::BLOC],
            Self::Agreement => {
                &[cmt::AGREEMENT_CLASS, cmt::BILATERAL_AGREEMENT, cmt::MULTILATERAL_AGREEMENT]
            }
            Self::Initiative => &[cmt::INITIATIVE, cmt::PROJECT],
            Self::Issue => &[cmt::PROPOSITION, cmt::ISSUE, cmt::RESOLUTION],
            Self::Source => &[
                cmt::SOURCE_CLASS,
                cmt::ARTICLE,
                cmt::DOCUMENT,
                cmt::WEB_PAGE,
                cmt::DATASET_SOURCE,
            ],
            Self::Entity => &[],
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Entity => "thing",
            kind => kind.name(),
        })
    }
}

/// A name does not lead to one thing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// Nothing of the kind has the name.
    #[error("there is no {kind} named `{name}`{}", did_you_mean(.suggestions))]
    Unknown {
        /// What was looked for.
        kind: Kind,
        /// The name as given.
        name: String,
        /// The nearest names that exist.
        suggestions: Vec<String>,
    },
    /// Several things of the kind have the name.
    #[error("`{name}` is the name of more than one {kind}: {}", .candidates.join(", "))]
    Ambiguous {
        /// What was looked for.
        kind: Kind,
        /// The name as given.
        name: String,
        /// The things, as short IRIs.
        candidates: Vec<String>,
    },
}

fn did_you_mean(suggestions: &[String]) -> String {
    match suggestions.split_last() {
        None => String::new(),
        Some((last, [])) => format!(": did you mean {last}?"),
        Some((last, rest)) => format!(": did you mean {} or {last}?", rest.join(", ")),
    }
}

/// All names of the things of one kind.
#[derive(Debug)]
pub struct NameIndex {
    snapshot: Arc<Snapshot>,
    kind: Kind,
    /// From a normalised name to the things that bear it, with the rank of their class; a label before an alias.
    things: FxHashMap<String, Vec<(usize, u32)>>,
}

impl NameIndex {
    /// Collects the names. O(names of the snapshot).
    #[must_use]
    pub fn new(snapshot: &Arc<Snapshot>, kind: Kind) -> Self {
        let ranks = class_ranks(snapshot, kind);
        let mut things: FxHashMap<String, Vec<(usize, u32)>> = FxHashMap::default();
        let mut add = |name: &str, rank: usize, thing: u32| {
            let bearers = things.entry(normalise(name)).or_default();
            if !bearers.contains(&(rank, thing)) {
                bearers.push((rank, thing));
            }
        };
        for (thing, name, is_alias) in names(snapshot) {
            if let Some(rank) = rank_of(&ranks, kind, thing) {
                add(&name, 2 * rank + usize::from(is_alias), thing);
            }
        }
        for (&thing, &rank) in &ranks {
            if let Some(Term::NamedNode(node)) = snapshot.dictionary().term(thing)
                && let Some((_, slug)) = node.as_str().rsplit_once('/')
            {
                add(slug, 2 * rank, thing);
            }
        }
        Self { snapshot: Arc::clone(snapshot), kind, things }
    }

    /// The one thing that a name, code or IRI means.
    ///
    /// Where a state and a territory or former state share a name, the state is meant; where one thing has it as its
    /// label and another as an alias, the first.
    ///
    /// # Errors
    ///
    /// When nothing bears the name, with the nearest names; or when more than one thing does.
    pub fn resolve(&self, name: &str) -> Result<NamedNode, NameError> {
        self.resolve_among(name, |_| true)
    }

    /// The one thing that a name means, among those of its bearers that a condition prefers; among all of them where
    /// it prefers none.
    ///
    /// # Errors
    ///
    /// As [`NameIndex::resolve`].
    pub fn resolve_among(
        &self,
        name: &str,
        prefers: impl Fn(u32) -> bool,
    ) -> Result<NamedNode, NameError> {
        if let Some(node) = self.resolve_iri(name) {
            return Ok(node);
        }
        let bearers = self.things.get(&normalise(name)).map_or(&[][..], Vec::as_slice);
        let preferred = bearers.iter().any(|(_, thing)| prefers(*thing));
        let bearers = || bearers.iter().filter(|(_, thing)| !preferred || prefers(*thing));
        let best = bearers().map(|(rank, _)| *rank).min();
        let best: Vec<NamedNode> = bearers()
            .filter(|(rank, _)| Some(*rank) == best)
            .filter_map(|(_, thing)| self.node(*thing))
            .collect();
        match best.as_slice() {
            [] => Err(NameError::Unknown {
                kind: self.kind,
                name: name.to_owned(),
                suggestions: self.nearest(name),
            }),
            [node] => Ok(node.clone()),
            several => Err(NameError::Ambiguous {
                kind: self.kind,
                name: name.to_owned(),
                candidates: sorted(several.iter().map(|node| compact(node.as_str())).collect()),
            }),
        }
    }

    /// Things whose names contain, begin with or resemble a text, the best first, with the name that matched.
    #[must_use]
    pub fn search(&self, text: &str, most: usize) -> Vec<Match> {
        let wanted = normalise(text);
        let mut best: FxHashMap<u32, (f64, &str)> = FxHashMap::default();
        for (name, bearers) in &self.things {
            let score = similarity(&wanted, name);
            if score < LEAST_SIMILARITY {
                continue;
            }
            for (_, thing) in bearers {
                let entry = best.entry(*thing).or_insert((score, name));
                if (score, std::cmp::Reverse(name.as_str())) > (entry.0, std::cmp::Reverse(entry.1))
                {
                    *entry = (score, name);
                }
            }
        }
        let mut matches: Vec<Match> = best
            .into_iter()
            .filter_map(|(thing, (score, name))| {
                let node = self.node(thing)?;
                let label = label_of_id(&self.snapshot, thing);
                Some(Match { node, label, name: name.to_owned(), score })
            })
            .collect();
        matches.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| a.node.as_str().cmp(b.node.as_str()))
        });
        matches.truncate(most);
        matches
    }

    fn resolve_iri(&self, name: &str) -> Option<NamedNode> {
        let iri = name.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(name);
        let known = |iri: String| {
            let node = NamedNode::new(iri).ok()?;
            self.snapshot.dictionary().id_of(node.as_ref().into())?;
            Some(node)
        };
        if iri.contains("://") {
            known(iri.to_owned())
        } else {
            known(format!("{}{iri}", vocab::ID)).filter(|_| iri.contains('/'))
        }
    }

    fn node(&self, thing: u32) -> Option<NamedNode> {
        match self.snapshot.dictionary().term(thing)? {
            Term::NamedNode(node) => Some(node),
            _ => None,
        }
    }

    /// The labels of the things whose names are the fewest edits away, if they are few enough.
    fn nearest(&self, name: &str) -> Vec<String> {
        let wanted = normalise(name);
        let most = wanted.chars().count().div_ceil(3).min(4);
        let mut nearest = (most, FxHashSet::default());
        for (other, bearers) in &self.things {
            let distance = strsim::damerau_levenshtein(&wanted, other);
            if distance < nearest.0 {
                nearest = (distance, FxHashSet::default());
            }
            if distance == nearest.0 {
                nearest.1.extend(bearers.iter().map(|(_, thing)| *thing));
            }
        }
        let mut labels = sorted(
            nearest.1.into_iter().filter_map(|thing| label_of_id(&self.snapshot, thing)).collect(),
        );
        labels.truncate(5);
        labels
    }
}

/// A thing that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The thing.
    pub node: NamedNode,
    /// Its label.
    pub label: Option<String>,
    /// The name that matched, in lower case and without accents.
    pub name: String,
    /// How well it matched: 1 for the same name.
    pub score: f64,
}

/// Below this a name does not resemble a text.
const LEAST_SIMILARITY: f64 = 0.84;

fn similarity(wanted: &str, name: &str) -> f64 {
    if wanted == name {
        return 1.0;
    }
    let is_word_start = |at: usize| at == 0 || name[..at].ends_with(' ');
    if !wanted.is_empty()
        && let Some((at, _)) = name.match_indices(wanted).find(|(at, _)| is_word_start(*at))
    {
        let share = wanted.len() as f64 / name.len() as f64;
        return if at == 0 { 0.95 + share * 0.04 } else { 0.9 + share * 0.04 };
    }
    // A typing error spares most of the name; a mere resemblance stays below an inner word.
    strsim::normalized_damerau_levenshtein(wanted, name).min(0.899)
        * f64::from(u8::from(name.len() > 3))
}

/// Names compare without case, accents, punctuation or a leading article.
#[must_use]
pub fn normalise(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for character in name.nfkd().filter(|character| !is_combining_mark(*character)) {
        if character.is_alphanumeric() {
            normal.extend(character.to_lowercase());
        } else if !matches!(character, '\'' | '’' | '.')
            && !normal.ends_with(' ')
            && !normal.is_empty()
        {
            normal.push(' ');
        }
    }
    let normal = normal.trim_end();
    normal.strip_prefix("the ").unwrap_or(normal).to_owned()
}

fn class_ranks(snapshot: &Arc<Snapshot>, kind: Kind) -> FxHashMap<u32, usize> {
    let mut ranks = FxHashMap::default();
    let Some(predicate) = snapshot.dictionary().id_of(vocab::rdf::TYPE.into()) else {
        return ranks;
    };
    for (rank, class) in kind.classes().iter().enumerate() {
        let Some(object) = snapshot.dictionary().id_of((*class).into()) else { continue };
        let pattern =
            Pattern { predicate: Some(predicate), object: Some(object), ..Pattern::default() };
        for [subject, ..] in QuadScan::new(Arc::clone(snapshot), pattern, GraphFilter::Union) {
            ranks.entry(subject).or_insert(rank);
        }
    }
    ranks
}

fn rank_of(ranks: &FxHashMap<u32, usize>, kind: Kind, thing: u32) -> Option<usize> {
    match kind {
        Kind::Entity => Some(0),
        _ => ranks.get(&thing).copied(),
    }
}

/// Every name of every thing, from every property that names, and whether it is an alias.
fn names(snapshot: &Arc<Snapshot>) -> impl Iterator<Item = (u32, String, bool)> {
    const NAMING: [NamedNodeRef<'static>; 6] = [
        vocab::rdfs::LABEL,
        vocab::skos::PREF_LABEL,
        vocab::skos::ALT_LABEL,
        vocab::skos::NOTATION,
        vocab::dcterms::TITLE,
        cmt::ACRONYM,
    ];
    let known = move |property: NamedNodeRef<'static>| {
        let is_alias = property == vocab::skos::ALT_LABEL;
        Some((snapshot.dictionary().id_of(property.into())?, is_alias))
    };
    NAMING.into_iter().filter_map(known).flat_map(move |(predicate, is_alias)| {
        let pattern = Pattern { predicate: Some(predicate), ..Pattern::default() };
        QuadScan::new(Arc::clone(snapshot), pattern, GraphFilter::Union).filter_map(
            move |[subject, _, object, _]| match snapshot.dictionary().term(object)? {
                Term::Literal(literal) => Some((subject, literal.value().to_owned(), is_alias)),
                _ => None,
            },
        )
    })
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts.dedup();
    texts
}
