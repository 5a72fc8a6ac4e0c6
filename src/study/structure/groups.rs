//! Which group each node belongs to: a region of the world, or one of some organisations.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::civil::Date;

use crate::graph::{Day, Interval};
use crate::projection::day_of;
use crate::query::Snapshot;
use crate::query::names::{Kind, NameIndex};
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;
use crate::study::StudyError;
use crate::study::on_days::Part;

/// How nodes are put into groups. A node that belongs to none is among the others, who are a group of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grouping {
    /// By the regions of the standard M49 of the United Nations, such as Eastern Europe.
    Region,
    /// By its continents.
    Continent,
    /// By full membership in organisations, on the day of the network; the first of several counts.
    Organisations(Vec<String>),
}

impl FromStr for Grouping {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "region" => Self::Region,
            "continent" => Self::Continent,
            names => {
                Self::Organisations(names.split(',').map(|name| name.trim().to_owned()).collect())
            }
        })
    }
}

impl fmt::Display for Grouping {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Region => formatter.write_str("region"),
            Self::Continent => formatter.write_str("continent"),
            Self::Organisations(names) => formatter.write_str(&names.join(",")),
        }
    }
}

const REGIONS: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
SELECT ?node ?group WHERE { ?node cmt:region ?group } ORDER BY ?node ?group";

const CONTINENTS: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?node ?group WHERE {
  ?node cmt:region/skos:broader* ?group .
  ?group skos:broader <https://w3id.org/comity/id/region/001> .
} ORDER BY ?node ?group";

const MEMBERS: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?node ?group ?start ?end WHERE {
  ?membership org:organization ?group ; org:member ?node ;
    org:role <https://w3id.org/comity/id/role/member> .
  OPTIONAL { ?membership cmt:start ?start }
  OPTIONAL { ?membership cmt:end ?ended }
  OPTIONAL { ?membership cmt:knownUntil ?known }
  BIND (COALESCE(?ended, ?known) AS ?end)
} ORDER BY ?node ?start";

/// The groups, and when each node belonged to which.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// IRIs of the groups; the number of the others is that after the last.
    names: Vec<String>,
    of: BTreeMap<String, Vec<(u32, Interval)>>,
}

impl Groups {
    pub(super) fn read(snapshot: &Arc<Snapshot>, grouping: &Grouping) -> Result<Self, StudyError> {
        let mut groups = Self::default();
        let organisations: Vec<String> = match grouping {
            Grouping::Organisations(names) => {
                let index = NameIndex::new(snapshot, Kind::Organisation);
                let resolved = names.iter().map(|name| Ok(index.resolve(name)?.into_string()));
                resolved.collect::<Result<_, StudyError>>()?
            }
            _ => vec![String::new()],
        };
        for organisation in organisations {
            let (query, values) = match grouping {
                Grouping::Region => (REGIONS, Values::new()),
                Grouping::Continent => (CONTINENTS, Values::new()),
                Grouping::Organisations(_) => {
                    let node = oxrdf::NamedNode::new_unchecked(organisation);
                    (MEMBERS, Values::from([("group".to_owned(), node.into())]))
                }
            };
            for row in select(snapshot, query, &values)? {
                let (Some(node), Some(group)) = (text_of(&row, "node"), text_of(&row, "group"))
                else {
                    continue;
                };
                let day = |name| text_of(&row, name)?.parse::<Date>().ok().map(day_of);
                groups.add(node, group, Interval::new(day("start"), day("end")));
            }
        }
        groups.sort();
        Ok(groups)
    }

    fn add(&mut self, node: String, group: String, interval: Interval) {
        let known = self.names.iter().position(|name| *name == group);
        let number = known.unwrap_or_else(|| {
            self.names.push(group);
            self.names.len() - 1
        });
        self.of.entry(node).or_default().push((number as u32, interval));
    }

    /// Numbers the groups in order of their IRIs; the order of a node's own groups stays.
    fn sort(&mut self) {
        let mut sorted = self.names.clone();
        sorted.sort_unstable();
        let place = |name: &String| sorted.binary_search(name).unwrap_or_default() as u32;
        let numbers: Vec<u32> = self.names.iter().map(place).collect();
        for (number, _) in self.of.values_mut().flatten() {
            *number = numbers[*number as usize];
        }
        self.names = sorted;
    }

    /// The group of each node of a network, on its day.
    pub(super) fn labels(&self, part: &Part<'_>) -> Vec<u32> {
        part.selection.graph.nodes().map(|node| self.label(part.iri(node), part.day)).collect()
    }

    fn label(&self, iri: &str, day: Option<Day>) -> u32 {
        self.of
            .get(iri)
            .and_then(|spells| {
                spells.iter().find(|(_, spell)| day.is_none_or(|day| spell.contains(day)))
            })
            .map_or(self.names.len() as u32, |(number, _)| *number)
    }

    /// The IRI of a group; none for that of the others.
    pub(super) fn name(&self, label: u32) -> Option<String> {
        self.names.get(label as usize).cloned()
    }
}
