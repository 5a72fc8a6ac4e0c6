//! The rules in `ontology/rules/`, as they come with the program.

use std::sync::Arc;

use oxrdf::Quad;
use rust_embed::RustEmbed;

use super::derive::direct_edges;
use crate::store::snapshot::Snapshot;

#[derive(RustEmbed)]
#[folder = "ontology/rules/"]
#[include = "*.rq"]
struct Files;

/// The direct edges of a snapshot by the rules that come with the program, for [`crate::store::Store::open`].
///
/// # Errors
///
/// When a rule fails, in words.
pub fn edges(snapshot: &Arc<Snapshot>) -> Result<Vec<Quad>, String> {
    let rules = Rule::all(Purpose::Edges);
    direct_edges(snapshot, rules.iter().map(|rule| (rule.name.as_str(), rule.text.as_str())))
        .map_err(|error| error.to_string())
}

/// What a rule is for; also the folder that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Makes direct edges.
    Edges,
    /// Finds what is invalid and SHACL says badly.
    Checks,
    /// Finds figures that can hardly be right.
    Plausibility,
}

/// One query of `ontology/rules/`.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The file's name without its ending.
    pub name: String,
    /// The query with its comments.
    pub text: String,
}

impl Rule {
    /// All rules for a purpose, by name.
    #[must_use]
    pub fn all(purpose: Purpose) -> Vec<Self> {
        let folder = match purpose {
            Purpose::Edges => "edges/",
            Purpose::Checks => "checks/",
            Purpose::Plausibility => "plausibility/",
        };
        let mut rules: Vec<Self> = Files::iter()
            .filter_map(|path| {
                let name = path.strip_prefix(folder)?.strip_suffix(".rq")?.to_owned();
                let text = String::from_utf8_lossy(&Files::get(&path)?.data).into_owned();
                Some(Self { name, text })
            })
            .collect();
        rules.sort_by(|a, b| a.name.cmp(&b.name));
        rules
    }
}
