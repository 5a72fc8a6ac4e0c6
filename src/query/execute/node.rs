//! The plan of a query: the algebra with numbered variables, and patterns that may be joined in any order put side by side.

use std::sync::Arc;

use oxrdf::Variable;
use spargebra::algebra::GraphPattern;

use super::aggregate::Aggregate;
use super::expression::Expr;
use super::table::{Slot, Slots, Table};

/// A component of a triple pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Term(u32),
    Slot(Slot),
}

/// Which graphs a pattern is matched in.
#[derive(Debug, Clone)]
pub(super) enum Graphs {
    /// Triples of every set of graphs.
    All,
    /// Triples of the sets of graphs that are marked, each once.
    Some(Arc<[bool]>),
    /// Each named graph in turn, which is bound; only those listed, where there is a list.
    Each(Slot, Option<Arc<[u32]>>),
}

/// A triple pattern.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    pub(super) parts: [Part; 3],
    pub(super) graphs: Graphs,
}

impl Scan {
    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> {
        let graph = match self.graphs {
            Graphs::Each(slot, _) => Some(slot),
            _ => None,
        };
        let of = |part| match part {
            Part::Slot(slot) => Some(slot),
            Part::Term(_) => None,
        };
        self.parts.into_iter().filter_map(of).chain(graph)
    }
}

/// A property path whose ends are joined by any number of steps.
#[derive(Debug)]
pub(super) struct PathScan {
    pub(super) subject: Part,
    pub(super) object: Part,
    pub(super) path: Path,
    pub(super) graphs: Graphs,
}

impl PathScan {
    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> {
        [self.subject, self.object].into_iter().filter_map(|part| match part {
            Part::Slot(slot) => Some(slot),
            Part::Term(_) => None,
        })
    }
}

/// A property path, its predicates as ids.
#[derive(Debug)]
pub(super) enum Path {
    Predicate(u32),
    Reverse(Box<Self>),
    Sequence(Box<[Self; 2]>),
    Alternative(Box<[Self; 2]>),
    ZeroOrMore(Box<Self>),
    OneOrMore(Box<Self>),
    ZeroOrOne(Box<Self>),
    /// Any predicate but these.
    Not(Vec<u32>),
}

/// Patterns that are all to match, in whichever order is cheapest.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) scans: Vec<Scan>,
    pub(super) paths: Vec<PathScan>,
    pub(super) parts: Vec<Node>,
    pub(super) conditions: Vec<Expr>,
}

/// A part of a plan.
#[derive(Debug)]
pub(super) enum Node {
    Group(Group),
    Union(Vec<Self>),
    LeftJoin {
        left: Box<Self>,
        right: Box<Self>,
        conditions: Vec<Expr>,
        row: Slot,
    },
    Minus {
        left: Box<Self>,
        right: Box<Self>,
        row: Slot,
    },
    Filter {
        inner: Box<Self>,
        conditions: Vec<Expr>,
    },
    Extend {
        inner: Box<Self>,
        slot: Slot,
        expression: Expr,
    },
    Values(Table),
    Project {
        inner: Box<Self>,
        slots: Vec<Slot>,
    },
    Distinct(Box<Self>),
    Slice {
        inner: Box<Self>,
        start: usize,
        length: Option<usize>,
    },
    /// Sorted by expressions, the greater first where it is `true`.
    Order {
        inner: Box<Self>,
        keys: Vec<(Expr, bool)>,
    },
    Aggregate(Box<Aggregate>),
    /// The right side once for each row of the left.
    Lateral {
        left: Box<Self>,
        right: Box<Self>,
    },
    /// Left to the evaluator.
    Foreign {
        pattern: GraphPattern,
        variables: Vec<(Variable, Slot)>,
    },
}

impl Node {
    /// Adds the variables that are bound in every solution.
    pub(super) fn certain(&self, slots: &mut Slots) {
        match self {
            Self::Group(group) => {
                group.scans.iter().for_each(|scan| slots.extend(scan.slots()));
                group.paths.iter().for_each(|path| slots.extend(path.slots()));
                group.parts.iter().for_each(|part| part.certain(slots));
            }
            Self::Union(branches) => {
                let mut all: Option<Slots> = None;
                for branch in branches {
                    let mut own = Slots::new();
                    branch.certain(&mut own);
                    all = Some(match all {
                        Some(all) => all.intersection(&own).copied().collect(),
                        None => own,
                    });
                }
                slots.extend(all.into_iter().flatten());
            }
            Self::LeftJoin { left, .. } | Self::Minus { left, .. } => left.certain(slots),
            Self::Filter { inner, .. }
            | Self::Extend { inner, .. }
            | Self::Slice { inner, .. }
            | Self::Order { inner, .. }
            | Self::Distinct(inner) => inner.certain(slots),
            Self::Values(table) => {
                let is_bound = |slot: &Slot| !table.values(*slot).contains(&0);
                slots.extend(table.slots().iter().copied().filter(is_bound));
            }
            Self::Project { inner, slots: projected } => {
                let mut own = Slots::new();
                inner.certain(&mut own);
                slots.extend(projected.iter().filter(|slot| own.contains(slot)));
            }
            Self::Aggregate(aggregate) => {
                let mut own = Slots::new();
                aggregate.inner.certain(&mut own);
                slots.extend(aggregate.keys.iter().filter(|slot| own.contains(slot)));
            }
            Self::Lateral { left, right } => {
                left.certain(slots);
                right.certain(slots);
            }
            Self::Foreign { .. } => {}
        }
    }

    /// Adds the variables that are bound in some solution.
    pub(super) fn possible(&self, slots: &mut Slots) {
        match self {
            Self::Group(group) => {
                group.scans.iter().for_each(|scan| slots.extend(scan.slots()));
                group.paths.iter().for_each(|path| slots.extend(path.slots()));
                group.parts.iter().for_each(|part| part.possible(slots));
            }
            Self::Union(branches) => branches.iter().for_each(|branch| branch.possible(slots)),
            Self::LeftJoin { left, right, .. } | Self::Lateral { left, right } => {
                left.possible(slots);
                right.possible(slots);
            }
            Self::Minus { left, .. } => left.possible(slots),
            Self::Filter { inner, .. }
            | Self::Slice { inner, .. }
            | Self::Order { inner, .. }
            | Self::Distinct(inner) => inner.possible(slots),
            Self::Extend { inner, slot, .. } => {
                inner.possible(slots);
                slots.insert(*slot);
            }
            Self::Values(table) => slots.extend(table.slots()),
            Self::Project { slots: projected, .. } => slots.extend(projected),
            Self::Aggregate(aggregate) => slots.extend(aggregate.slots()),
            Self::Foreign { variables, .. } => {
                slots.extend(variables.iter().map(|(_, slot)| slot));
            }
        }
    }

    /// Adds the variables that conditions and expressions inside look at.
    pub(super) fn seen_by_conditions(&self, slots: &mut Slots) {
        let all = |expressions: &[Expr], slots: &mut Slots| {
            expressions.iter().for_each(|expression| expression.slots(slots));
        };
        match self {
            Self::Group(group) => {
                all(&group.conditions, slots);
                group.parts.iter().for_each(|part| part.seen_by_conditions(slots));
            }
            Self::Union(branches) => {
                branches.iter().for_each(|branch| branch.seen_by_conditions(slots));
            }
            Self::LeftJoin { left, right, conditions, .. } => {
                all(conditions, slots);
                left.seen_by_conditions(slots);
                right.seen_by_conditions(slots);
            }
            Self::Minus { left, right, .. } => {
                left.seen_by_conditions(slots);
                right.possible(slots);
            }
            Self::Lateral { left, right } => {
                left.seen_by_conditions(slots);
                right.seen_by_conditions(slots);
            }
            Self::Filter { inner, conditions } => {
                all(conditions, slots);
                inner.seen_by_conditions(slots);
            }
            Self::Extend { inner, expression, .. } => {
                expression.slots(slots);
                inner.seen_by_conditions(slots);
            }
            Self::Values(_)
            | Self::Project { .. }
            | Self::Distinct(_)
            | Self::Slice { .. }
            | Self::Order { .. }
            | Self::Aggregate(_)
            | Self::Foreign { .. } => {}
        }
    }

    pub(super) fn certain_slots(&self) -> Slots {
        let mut slots = Slots::new();
        self.certain(&mut slots);
        slots
    }

    pub(super) fn possible_slots(&self) -> Slots {
        let mut slots = Slots::new();
        self.possible(&mut slots);
        slots
    }

    /// Whether the solutions that fit some rows are the same when the part is evaluated with those rows at hand as when
    /// it is evaluated alone and then joined with them; `seeds` are the rows' variables.
    pub(super) fn takes_seeds(&self, seeds: &Slots) -> bool {
        let sees = |expressions: &[Expr], certain: &Slots| {
            let mut slots = Slots::new();
            expressions.iter().for_each(|expression| expression.slots(&mut slots));
            slots.intersection(seeds).any(|slot| !certain.contains(slot))
        };
        match self {
            Self::Group(group) => !sees(&group.conditions, &self.certain_slots()),
            Self::Union(branches) => branches.iter().all(|branch| branch.takes_seeds(seeds)),
            Self::LeftJoin { left, right, conditions, .. } => {
                let certain = left.certain_slots();
                let right = right.possible_slots();
                left.takes_seeds(seeds)
                    && !sees(conditions, &certain)
                    && right.intersection(seeds).all(|slot| certain.contains(slot))
            }
            Self::Minus { left, right, .. } => {
                let certain = left.certain_slots();
                let right = right.possible_slots();
                left.takes_seeds(seeds)
                    && right.intersection(seeds).all(|slot| certain.contains(slot))
            }
            Self::Filter { inner, conditions } => {
                inner.takes_seeds(seeds) && !sees(conditions, &inner.certain_slots())
            }
            Self::Extend { inner, slot, expression } => {
                inner.takes_seeds(seeds)
                    && !seeds.contains(slot)
                    && !sees(std::slice::from_ref(expression), &inner.certain_slots())
            }
            _ => false,
        }
    }

    /// Whether the part can be evaluated once for rows that are at hand, as `EXISTS` and `LATERAL` ask for.
    pub(super) fn is_correlated(&self) -> bool {
        match self {
            Self::Group(_) | Self::Values(_) | Self::Foreign { .. } => true,
            Self::Union(branches) => branches.iter().all(Self::is_correlated),
            Self::LeftJoin { left, .. } | Self::Minus { left, .. } | Self::Lateral { left, .. } => {
                left.is_correlated()
            }
            Self::Filter { inner, .. } | Self::Extend { inner, .. } => inner.is_correlated(),
            Self::Project { .. }
            | Self::Distinct(_)
            | Self::Slice { .. }
            | Self::Order { .. }
            | Self::Aggregate(_) => false,
        }
    }

    /// Both parts together. What only adds to one side, or takes from it, is done after both are joined, where that
    /// means the same: so patterns on both sides of an `OPTIONAL` are planned together.
    pub(super) fn join(self, other: Self) -> Self {
        match self.hoist(other) {
            Ok(joined) => joined,
            Err((a, b)) => match b.hoist(a) {
                Ok(joined) => joined,
                Err((b, a)) => a.join_groups(b),
            },
        }
    }

    fn join_groups(self, other: Self) -> Self {
        // A condition that looks at what the other side binds would see more than it should.
        let whole = |node: Self| {
            let certain = node.certain_slots();
            match node {
                Self::Group(group) => {
                    let mut slots = Slots::new();
                    group.conditions.iter().for_each(|condition| condition.slots(&mut slots));
                    if slots.is_subset(&certain) {
                        group
                    } else {
                        Group { parts: vec![Self::Group(group)], ..Group::default() }
                    }
                }
                other => Group { parts: vec![other], ..Group::default() },
            }
        };
        let (mut group, more) = (whole(self), whole(other));
        group.scans.extend(more.scans);
        group.paths.extend(more.paths);
        group.parts.extend(more.parts);
        group.conditions.extend(more.conditions);
        Self::Group(group)
    }

    /// Joins with the inner part, if this may be done before what is around it.
    #[allow(clippy::result_large_err)]
    fn hoist(self, other: Self) -> Result<Self, (Self, Self)> {
        let theirs = other.possible_slots();
        let shared_is_certain = |inner: &Self, slots: &Slots| {
            let certain = inner.certain_slots();
            slots.intersection(&theirs).all(|slot| certain.contains(slot))
        };
        let slots_of = |expressions: &[Expr]| {
            let mut slots = Slots::new();
            expressions.iter().for_each(|expression| expression.slots(&mut slots));
            slots
        };
        match self {
            Self::LeftJoin { left, right, conditions, row }
                if shared_is_certain(&left, &right.possible_slots())
                    && shared_is_certain(&left, &slots_of(&conditions)) =>
            {
                Ok(Self::LeftJoin { left: Box::new(left.join(other)), right, conditions, row })
            }
            Self::Minus { left, right, row }
                if shared_is_certain(&left, &right.possible_slots()) =>
            {
                Ok(Self::Minus { left: Box::new(left.join(other)), right, row })
            }
            Self::Filter { inner, conditions }
                if shared_is_certain(&inner, &slots_of(&conditions)) =>
            {
                Ok(Self::Filter { inner: Box::new(inner.join(other)), conditions })
            }
            Self::Extend { inner, slot, expression }
                if !theirs.contains(&slot)
                    && shared_is_certain(&inner, &slots_of(std::slice::from_ref(&expression))) =>
            {
                Ok(Self::Extend { inner: Box::new(inner.join(other)), slot, expression })
            }
            this => Err((this, other)),
        }
    }

    /// The part with conditions, each as far inside as it means the same.
    pub(super) fn filtered(self, conditions: Vec<Expr>) -> Self {
        let (mut inside, mut outside) = (Vec::new(), Vec::new());
        let possible = self.possible_slots();
        let mut sort = |certain: &Slots, conditions: Vec<Expr>, extra: Option<Slot>| {
            for condition in conditions {
                let mut slots = Slots::new();
                condition.slots(&mut slots);
                let is_inside = slots.intersection(&possible).all(|slot| certain.contains(slot))
                    && extra.is_none_or(|extra| !slots.contains(&extra));
                if is_inside { inside.push(condition) } else { outside.push(condition) }
            }
        };
        let inner = match self {
            Self::Group(mut group) => {
                group.conditions.extend(conditions);
                return Self::Group(group);
            }
            Self::LeftJoin { left, right, conditions: own, row } => {
                sort(&left.certain_slots(), conditions, None);
                let left = Box::new(if inside.is_empty() { *left } else { left.filtered(inside) });
                Self::LeftJoin { left, right, conditions: own, row }
            }
            Self::Minus { left, right, row } => {
                sort(&left.certain_slots(), conditions, None);
                let left = Box::new(if inside.is_empty() { *left } else { left.filtered(inside) });
                Self::Minus { left, right, row }
            }
            Self::Extend { inner, slot, expression } => {
                sort(&inner.certain_slots(), conditions, Some(slot));
                let inner =
                    Box::new(if inside.is_empty() { *inner } else { inner.filtered(inside) });
                Self::Extend { inner, slot, expression }
            }
            Self::Filter { inner, conditions: mut own } => {
                own.extend(conditions);
                return Self::Filter { inner, conditions: own };
            }
            other => {
                outside = conditions;
                other
            }
        };
        if outside.is_empty() {
            return inner;
        }
        Self::Filter { inner: Box::new(inner), conditions: outside }
    }
}
