//! Every way to read a snapshot, and every way to make one, against a plain set of quads.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use oxrdf::{BlankNode, Literal};

use super::*;

/// Subject, predicate, object and graph as small numbers; graph 0 is the store's own default graph.
type Numbers = (u8, u8, u8, u8);

const FILTERS: u8 = 7;

fn quad((subject, predicate, object, graph): Numbers) -> Quad {
    let subject = match subject {
        0 => NamedOrBlankNode::from(BlankNode::new_unchecked("b")),
        number => node(&format!("n{number}")).into(),
    };
    let object = match object {
        0 => Term::from(BlankNode::new_unchecked("b")),
        number @ (1 | 2) => Literal::new_simple_literal(format!("literal {number}")).into(),
        // The others are subjects and predicates too.
        number @ (3 | 4) => node(&format!("p{}", number - 3)).into(),
        number => node(&format!("n{}", number - 4)).into(),
    };
    let graph = match graph {
        0 => GraphName::DefaultGraph,
        // A graph that is a subject too.
        1 => node("n1").into(),
        number => node(&format!("g{number}")).into(),
    };
    Quad::new(subject, node(&format!("p{predicate}")), object, graph)
}

fn quads() -> impl Strategy<Value = Vec<Numbers>> {
    prop::collection::vec((0..5_u8, 0..4_u8, 0..8_u8, 0..4_u8), 0..60)
}

fn build<'q>(quads: impl IntoIterator<Item = &'q Quad>) -> Arc<Snapshot> {
    let mut builder = SnapshotBuilder::default();
    quads.into_iter().for_each(|quad| builder.add(quad.as_ref()));
    Arc::new(builder.finish())
}

/// The quads of a snapshot that should hold just these, by id.
fn ids<'q>(snapshot: &Snapshot, quads: impl IntoIterator<Item = &'q Quad>) -> BTreeSet<[u32; 4]> {
    let id = |term: Term| snapshot.dictionary().id_of(term.as_ref()).expect("a term is missing");
    let graph = |name: &GraphName| match name {
        GraphName::DefaultGraph => DEFAULT_GRAPH_ID,
        GraphName::NamedNode(node) => id(node.clone().into()),
        GraphName::BlankNode(node) => id(node.clone().into()),
    };
    let ids = |quad: &Quad| {
        [
            id(quad.subject.clone().into()),
            id(quad.predicate.clone().into()),
            id(quad.object.clone()),
            graph(&quad.graph_name),
        ]
    };
    quads.into_iter().map(ids).collect()
}

fn triple([subject, predicate, object, _]: [u32; 4]) -> [u32; 3] {
    [subject, predicate, object]
}

/// Holds all that can be read of a snapshot against the quads that it should hold.
fn check<'q>(snapshot: &Arc<Snapshot>, quads: impl IntoIterator<Item = &'q Quad> + Clone) {
    let naive = ids(snapshot, quads.clone());
    assert_eq!(snapshot.len(), naive.len());
    assert_eq!(snapshot.version(), build(quads.clone()).version());
    assert_eq!(snapshot.quads().collect::<HashSet<_>>(), quads.into_iter().cloned().collect());
    for order in Order::ALL {
        check_order(snapshot, order, &naive);
    }
    check_predicates(snapshot, &naive);
    check_graphs(snapshot, &naive);
}

fn check_order(snapshot: &Snapshot, order: Order, naive: &BTreeSet<[u32; 4]>) {
    let sorted = |quad: [u32; 4]| order.components().map(|component| quad[component]);
    let mut graphs: BTreeMap<[u32; 3], (Vec<u32>, [u32; 3])> = BTreeMap::new();
    for &quad in naive {
        let (graphs, _) = graphs.entry(sorted(quad)).or_insert((Vec::new(), triple(quad)));
        graphs.push(quad[3]);
    }
    assert_eq!(snapshot.triple_count(), graphs.len());
    let triples: Vec<[u32; 3]> = graphs.values().map(|(_, triple)| *triple).collect();
    let all = 0..triples.len();
    assert_eq!(snapshot.triples(order, all.clone()).collect::<Vec<_>>(), triples);
    for (row, (key, (graphs, triple))) in graphs.iter().enumerate() {
        assert_eq!(snapshot.triple(order, row), *triple);
        assert_eq!(snapshot.triples(order, row..all.end).next(), Some(*triple));
        let set = snapshot.graph_set(order, row);
        assert_eq!(snapshot.graph_sets().graphs(set), graphs);
        for length in 0..=3 {
            let rows: Vec<usize> = graphs_with_prefix(&triples, order, &key[..length]).collect();
            assert_eq!(snapshot.rows(order, &key[..length]).collect::<Vec<_>>(), rows);
        }
    }
    let column = |component: usize| match order.components()[0] == component {
        true => Vec::new(),
        false => triples.iter().map(|triple| triple[component]).collect(),
    };
    assert_eq!(snapshot.subjects(order), column(0));
    assert_eq!(snapshot.objects(order), column(2));
    let unknown = snapshot.dictionary().len() as u32 + 1;
    assert!(snapshot.rows(order, &[unknown]).is_empty());
    assert!(snapshot.rows(order, &[u32::MAX, 1]).is_empty());
}

fn graphs_with_prefix(
    triples: &[[u32; 3]],
    order: Order,
    prefix: &[u32],
) -> impl Iterator<Item = usize> {
    (0..triples.len()).filter(move |&row| {
        let mut components = order.components().into_iter().zip(prefix);
        components.all(|(component, &id)| triples[row][component] == id)
    })
}

fn check_predicates(snapshot: &Snapshot, naive: &BTreeSet<[u32; 4]>) {
    let triples: BTreeSet<[u32; 3]> = naive.iter().map(|&quad| triple(quad)).collect();
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    triples.iter().for_each(|triple| *counts.entry(triple[1]).or_default() += 1);
    let found: Vec<(u32, usize)> = snapshot.predicates().collect();
    assert_eq!(found, counts.into_iter().collect::<Vec<_>>());
    for id in 0..=snapshot.dictionary().len() as u32 {
        let of_predicate = triples.iter().filter(|triple| triple[1] == id);
        let different =
            |component: usize| of_predicate.clone().map(|t| t[component]).collect::<BTreeSet<_>>();
        assert_eq!(snapshot.distinct_subjects(id), different(0).len());
        assert_eq!(snapshot.distinct_objects(id), different(2).len());
    }
}

fn check_graphs(snapshot: &Snapshot, naive: &BTreeSet<[u32; 4]>) {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    naive.iter().for_each(|quad| *counts.entry(quad[3]).or_default() += 1);
    assert_eq!(snapshot.graph_sets().counts().collect::<BTreeMap<_, _>>(), counts);
    let named: Vec<u32> = counts.keys().copied().filter(|&id| id != DEFAULT_GRAPH_ID).collect();
    assert_eq!(snapshot.named_graphs(), named);
    for graph in 0..=snapshot.dictionary().len() as u32 {
        let rows = snapshot.graph_sets().runs(graph).flatten();
        let found: Vec<[u32; 3]> = rows.map(|row| snapshot.triple(Order::Spo, row)).collect();
        let in_graph = naive.iter().filter(|quad| quad[3] == graph);
        assert_eq!(found, in_graph.map(|&quad| triple(quad)).collect::<Vec<_>>());
        assert_eq!(snapshot.graph_sets().count(graph), found.len());
    }
    for set in 0..snapshot.graph_sets().len() as u32 {
        for graph in 0..=snapshot.dictionary().len() as u32 {
            let listed = snapshot.graph_sets().graphs(set).contains(&graph);
            assert_eq!(snapshot.graph_sets().contains(set, graph), listed);
        }
    }
}

/// One of the filters, and whether it takes a graph and whether it merges.
fn filter(number: u8, graphs: &[u32]) -> (GraphFilter, impl Fn(u32) -> bool, bool) {
    let mut some: Vec<u32> = graphs.iter().copied().step_by(2).collect();
    if number == 6 {
        some.truncate(1);
    }
    let (list, listed) = (Arc::from(some.as_slice()), some.clone());
    let filter = match number {
        0 => GraphFilter::All,
        1 => GraphFilter::Named(None),
        2 => GraphFilter::Named(Some(list)),
        3 => GraphFilter::Union,
        4 => GraphFilter::Merge([].into()),
        _ => GraphFilter::Merge(list),
    };
    let takes = move |graph: u32| match number {
        0 | 3 => true,
        1 => graph != DEFAULT_GRAPH_ID,
        4 => false,
        _ => listed.contains(&graph),
    };
    (filter, takes, number >= 3)
}

/// Holds a scan against the quads that match.
fn check_scan(snapshot: &Arc<Snapshot>, naive: &BTreeSet<[u32; 4]>, wanted: [Option<u32>; 4]) {
    let [subject, predicate, object, graph] = wanted;
    let pattern = Pattern { subject, predicate, object, graph };
    let matching = || {
        naive.iter().copied().filter(move |quad| {
            wanted.iter().zip(quad).all(|(wanted, id)| wanted.is_none_or(|wanted| wanted == *id))
        })
    };
    assert_eq!(snapshot.count(pattern), matching().count());
    let graphs: BTreeSet<u32> = naive.iter().map(|quad| quad[3]).collect();
    let graphs: Vec<u32> = graphs.into_iter().collect();
    for number in 0..FILTERS {
        let (filter, takes, merges) = filter(number, &graphs);
        let found: Vec<[u32; 4]> = QuadScan::new(Arc::clone(snapshot), pattern, filter).collect();
        let expected: BTreeSet<[u32; 4]> = matching().filter(|quad| takes(quad[3])).collect();
        assert!(found.iter().all(|quad| expected.contains(quad)), "filter {number}");
        match merges {
            true => {
                let triples: BTreeSet<[u32; 3]> = expected.into_iter().map(triple).collect();
                assert_eq!(found.len(), triples.len(), "filter {number}");
                assert_eq!(found.into_iter().map(triple).collect::<BTreeSet<_>>(), triples);
            }
            false => {
                assert_eq!(found.len(), expected.len(), "filter {number}");
                assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
            }
        }
    }
}

proptest! {
    #[test]
    fn orders_columns_and_counts_are_those_of_the_set(numbers in quads()) {
        let set: HashSet<Quad> = numbers.iter().copied().map(quad).collect();
        let snapshot = build(&numbers.iter().copied().map(quad).collect::<Vec<_>>());
        check(&snapshot, &set);
    }

    #[test]
    fn scans_find_the_quads_of_the_set(numbers in quads(), wanted in any::<[Option<prop::sample::Index>; 4]>()) {
        let set: HashSet<Quad> = numbers.iter().copied().map(quad).collect();
        let snapshot = build(&set);
        let naive = ids(&snapshot, &set);
        let any_id = |index: prop::sample::Index| index.index(snapshot.dictionary().len() + 2) as u32;
        check_scan(&snapshot, &naive, wanted.map(|index| index.map(any_id)));
        // A pattern of a quad that is there finds something.
        let quads: Vec<[u32; 4]> = naive.iter().copied().collect();
        for (index, quad) in wanted.iter().flatten().zip(quads.iter().cycle()) {
            let bound = index.index(16);
            let pattern = [0, 1, 2, 3].map(|at: usize| (bound >> at & 1 == 1).then_some(quad[at]));
            check_scan(&snapshot, &naive, pattern);
        }
    }

    #[test]
    fn a_changed_snapshot_is_that_of_the_changed_set(
        numbers in quads(),
        added in quads(),
        removed in quads(),
        own_removed in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let mut set: HashSet<Quad> = numbers.iter().copied().map(quad).collect();
        let before = build(&set);
        let added: Vec<Quad> = added.iter().copied().map(quad).collect();
        let mut removed: Vec<Quad> = removed.iter().copied().map(quad).collect();
        if !numbers.is_empty() {
            removed.extend(own_removed.iter().map(|index| quad(*index.get(&numbers))));
        }
        let mut grown = set.clone();
        grown.extend(added.iter().cloned());
        check(&Arc::new(before.with(added.clone())), &grown);
        prop_assert_eq!(before.with(added.clone()).to_bytes(), build(&grown).to_bytes());
        set.retain(|quad| !removed.contains(quad));
        set.extend(added.iter().cloned());
        check(&Arc::new(before.edited(&Edit {
            added: added.iter().cloned().collect(),
            removed: removed.iter().cloned().collect(),
            dropped: removed
                .iter()
                .filter_map(|quad| match &quad.graph_name {
                    GraphName::NamedNode(node) => Some(node.clone().into()),
                    GraphName::BlankNode(node) => Some(node.clone().into()),
                    GraphName::DefaultGraph => None,
                })
                .collect(),
            ..Edit::default()
        })), &set);
    }

    #[test]
    fn a_snapshot_without_a_graph_has_all_others(numbers in quads(), graph in 1..4_u8) {
        let set: HashSet<Quad> = numbers.iter().copied().map(quad).collect();
        let GraphName::NamedNode(name) = quad((0, 0, 0, graph)).graph_name else { unreachable!() };
        let rest: HashSet<Quad> =
            set.iter().filter(|quad| quad.graph_name != name.clone().into()).cloned().collect();
        check(&build(&set).without(name.as_ref()), &rest);
    }

    #[test]
    fn a_snapshot_comes_back_from_its_bytes(numbers in quads()) {
        let set: HashSet<Quad> = numbers.iter().copied().map(quad).collect();
        let snapshot = build(&set);
        let loaded = Arc::new(Snapshot::from_bytes(&snapshot.to_bytes()).unwrap());
        check(&loaded, &set);
        prop_assert_eq!(loaded.to_bytes(), snapshot.to_bytes());
    }

    #[test]
    fn damaged_bytes_are_never_followed_out_of_bounds(
        numbers in quads(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = build(&numbers.iter().copied().map(quad).collect::<Vec<_>>()).to_bytes();
        // Behind the counts, which would ask for much memory.
        let at = 8 + 20 + at.index(bytes.len() - 28);
        bytes[at] = byte;
        if let Ok(snapshot) = Snapshot::from_bytes(&bytes) {
            let snapshot = Arc::new(snapshot);
            prop_assert!(snapshot.quads().count() <= snapshot.len());
        }
    }
}

/// Terms of every kind that begin alike, over more bytes than one can count.
fn terms() -> impl Strategy<Value = Vec<Term>> {
    let text = ("[ab]{0,3}", 0..3_usize, "[ab]{0,2}")
        .prop_map(|(start, long, end)| start + &"ab".repeat(long * 100) + &end);
    let term = (text, 0..4_u8).prop_map(|(text, kind)| match kind {
        0 => Term::from(NamedNode::new_unchecked(text)),
        1 => Literal::new_simple_literal(text).into(),
        2 => Literal::new_language_tagged_literal_unchecked(text, "en").into(),
        _ => Literal::new_typed_literal(text, oxrdf::vocab::xsd::INTEGER).into(),
    });
    prop::collection::vec(term, 0..80)
}

proptest! {
    #[test]
    fn a_dictionary_finds_its_terms_and_no_others(terms in terms(), others in terms()) {
        let key = |term: &Term| {
            let mut key = Vec::new();
            key::encode(term.as_ref(), &mut key);
            key
        };
        let sorted: BTreeMap<Vec<u8>, Term> =
            terms.into_iter().map(|term| (key(&term), term)).collect();
        let mut dictionary = Dictionary::default();
        sorted.keys().for_each(|key| dictionary.push(key));
        prop_assert_eq!(dictionary.len(), sorted.len());
        for (id, term) in (1..).zip(sorted.values()) {
            prop_assert_eq!(dictionary.id_of(term.as_ref()), Some(id));
            prop_assert_eq!(dictionary.term(id), Some(term.clone()));
        }
        prop_assert_eq!(dictionary.term(0), None);
        prop_assert_eq!(dictionary.term(sorted.len() as u32 + 1), None);
        for other in others.iter().filter(|term| !sorted.contains_key(&key(term))) {
            prop_assert_eq!(dictionary.id_of(other.as_ref()), None);
        }
        prop_assert!(dictionary.map_keys(<[u8]>::to_vec).iter().eq(sorted.keys()));
    }
}

#[test]
fn more_predicates_and_sets_of_graphs_than_two_bytes_can_number() {
    let quads: Vec<Quad> = (0..140_000_u32)
        .map(|number| {
            let predicate = number / 2;
            let graph = if number % 2 == 0 { 0 } else { predicate };
            Quad::new(
                node(&format!("s{}", predicate % 7)),
                node(&format!("p{predicate}")),
                node("o"),
                node(&format!("g{graph}")),
            )
        })
        .collect();
    let snapshot = build(&quads);
    let loaded = Arc::new(Snapshot::from_bytes(&snapshot.to_bytes()).unwrap());
    for snapshot in [&snapshot, &loaded] {
        assert_eq!(snapshot.predicates().count(), 70_000);
        assert_eq!(snapshot.graph_sets().len(), 70_000);
        let distinct: HashSet<Quad> = quads.iter().cloned().collect();
        assert_eq!(snapshot.quads().collect::<HashSet<_>>(), distinct);
        let predicate = snapshot.dictionary().id_of(node("p69999").as_ref().into()).unwrap();
        for order in [Order::Pso, Order::Pos] {
            assert_eq!(snapshot.rows(order, &[predicate]).len(), 1);
        }
    }
}
