//! What a question or a layer is about, so that the coverage of the data can be held against it.
//!
//! ```text
//! # Covers: cmt:Membership; scope ?organisation; date ?date
//! # Covers: cmt:Visit; state ?a, ?b
//! # Covers: cmt:VoteCast; state ?state; from ?from; to ?to
//! # Covers: cmt:Observation; scope indicator/bilateral-trade
//! ```
//!
//! First the classes of the statements that are asked for, separated by commas; then, in any order, what they are
//! about, whom they are about, and the day or the span of days. What and whom is a parameter of the question, or
//! the IRI of a thing below `https://w3id.org/comity/id/`; a day is a parameter.

use oxrdf::NamedNode;

use crate::vocab;

/// What a header line `Covers:` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Covers {
    /// The classes of the statements.
    pub kinds: Vec<NamedNode>,
    /// What the statements are about: an organisation, an agreement, an indicator.
    pub scope: Option<Subject>,
    /// Whom they are about.
    pub states: Vec<Subject>,
    /// The parameter that is the first day.
    pub from: Option<String>,
    /// The parameter that is the last day.
    pub to: Option<String>,
}

/// Something that a header names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A parameter, without the question mark.
    Parameter(String),
    /// A thing.
    Thing(NamedNode),
}

impl Covers {
    /// Reads what stands behind `Covers:`.
    ///
    /// # Errors
    ///
    /// A sentence that says which part is not understood.
    pub fn from_header(text: &str) -> Result<Self, String> {
        let mut covers = Self::default();
        let mut parts = text.split(';').map(str::trim);
        for kind in parts.next().unwrap_or_default().split(',').map(str::trim) {
            let name = kind.strip_prefix("cmt:").ok_or_else(|| {
                format!("expected a class such as `cmt:Membership`, found `{kind}`")
            })?;
            covers.kinds.push(node(vocab::ONTOLOGY, name)?);
        }
        for part in parts {
            let (name, value) = part.split_once(' ').unwrap_or((part, ""));
            match name {
                "scope" => covers.scope = Some(subject(value)?),
                "state" => {
                    covers.states = value.split(',').map(subject).collect::<Result<_, _>>()?;
                }
                "date" => {
                    covers.from = Some(parameter(value)?);
                    covers.to.clone_from(&covers.from);
                }
                "from" => covers.from = Some(parameter(value)?),
                "to" => covers.to = Some(parameter(value)?),
                _ => {
                    return Err(format!(
                        "expected `scope`, `state`, `date`, `from` or `to`, found `{part}`"
                    ));
                }
            }
        }
        Ok(covers)
    }

    /// The parameters that it names.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        let subjects = self.scope.iter().chain(&self.states).filter_map(|subject| match subject {
            Subject::Parameter(name) => Some(name.as_str()),
            Subject::Thing(_) => None,
        });
        subjects.chain(self.from.as_deref()).chain(self.to.as_deref())
    }
}

fn subject(text: &str) -> Result<Subject, String> {
    match text.trim().strip_prefix('?') {
        Some(_) => parameter(text).map(Subject::Parameter),
        None => node(vocab::ID, text.trim()).map(Subject::Thing),
    }
}

fn parameter(text: &str) -> Result<String, String> {
    text.trim()
        .strip_prefix('?')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .ok_or_else(|| format!("expected a parameter such as `?date`, found `{}`", text.trim()))
}

fn node(namespace: &str, name: &str) -> Result<NamedNode, String> {
    if name.is_empty() {
        return Err("a name is missing".to_owned());
    }
    NamedNode::new(format!("{namespace}{name}")).map_err(|error| format!("`{name}`: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_come_first_and_the_rest_in_any_order() {
        let covers =
            Covers::from_header("cmt:Visit, cmt:Accreditation; date ?day; state ?a, state/BLR")
                .unwrap();
        assert_eq!(covers.kinds, [vocab::cmt::VISIT, vocab::cmt::ACCREDITATION]);
        assert_eq!(covers.from.as_deref(), Some("day"));
        assert_eq!(covers.to.as_deref(), Some("day"));
        let belarus = NamedNode::new(format!("{}state/BLR", vocab::ID)).unwrap();
        assert_eq!(covers.states, [Subject::Parameter("a".to_owned()), Subject::Thing(belarus)]);
        assert_eq!(covers.parameters().collect::<Vec<_>>(), ["a", "day", "day"]);
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (text, expected) in [
            ("memberships", "`memberships`"),
            ("cmt:Visit; when ?day", "`when ?day`"),
            ("cmt:Visit; date day", "`day`"),
        ] {
            let error = Covers::from_header(text).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
