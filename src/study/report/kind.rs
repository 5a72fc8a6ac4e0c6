//! What a report can be about.

use std::fmt;

use crate::query::names::Kind;

/// The kind of a report's subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReportKind {
    /// A state, a territory or a former state.
    Country,
    /// Two of them, and what is between them.
    Dyad,
    /// An organisation.
    Organisation,
    /// An agreement.
    Agreement,
    /// An initiative or a project.
    Initiative,
    /// An issue, a proposition or a resolution.
    Issue,
    /// A source.
    Source,
    /// The whole graph.
    #[default]
    Overview,
}

impl ReportKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Country,
        Self::Dyad,
        Self::Organisation,
        Self::Agreement,
        Self::Initiative,
        Self::Issue,
        Self::Source,
        Self::Overview,
    ];

    /// Its name, which is also that of the folder of its sections.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Dyad => "dyad",
            Self::Organisation => "organisation",
            Self::Agreement => "agreement",
            Self::Initiative => "initiative",
            Self::Issue => "issue",
            Self::Source => "source",
            Self::Overview => "overview",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The parameters of sections that are the report's subjects.
    #[must_use]
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Dyad => &["a", "b"],
            Self::Overview => &[],
            _ => &["subject"],
        }
    }

    /// How many subjects it has.
    pub(super) fn subjects(self) -> usize {
        self.parameters().len()
    }

    /// Among which things the subject's name is looked for.
    pub(super) fn of_subject(self) -> Kind {
        match self {
            Self::Country | Self::Dyad => Kind::State,
            Self::Organisation => Kind::Organisation,
            Self::Agreement => Kind::Agreement,
            Self::Initiative => Kind::Initiative,
            Self::Issue => Kind::Issue,
            Self::Source => Kind::Source,
            Self::Overview => Kind::Entity,
        }
    }
}

impl fmt::Display for ReportKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
