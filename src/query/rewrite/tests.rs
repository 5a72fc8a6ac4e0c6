use std::sync::Arc;

use oxrdf::{GraphName, NamedNode, Quad};
use spareval::QueryResults;

use crate::query::{Evaluation, QueryError, evaluate, parse};
use crate::store::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};

/// `a p o` in the graph `g`, `a p o` and `b q o` in `h`, and `c p c` in the default graph.
fn snapshot() -> Arc<Snapshot> {
    let node = |name: &str| NamedNode::new_unchecked(format!("e:{name}"));
    let mut builder = SnapshotBuilder::default();
    for (subject, predicate, object, graph) in
        [("a", "p", "o", "g"), ("a", "p", "o", "h"), ("b", "q", "o", "h"), ("c", "p", "c", "")]
    {
        let graph = match graph {
            "" => GraphName::DefaultGraph,
            name => node(name).into(),
        };
        builder.add(Quad::new(node(subject), node(predicate), node(object), graph).as_ref());
    }
    Arc::new(builder.finish())
}

/// Rows as sorted lines, each of the values in the order of the columns; blank nodes by their first appearance.
fn check(query: &str, expected: &[&str]) {
    let query = parse(&format!("PREFIX : <e:>\n{query}"), None).unwrap();
    let evaluation = Evaluation { default_graph: DefaultGraph::Own, ..Evaluation::default() };
    let mut lines: Vec<String> = evaluate(&snapshot(), &query, &evaluation, |results| {
        let QueryResults::Solutions(rows) = results else { panic!("no rows") };
        Ok::<_, QueryError>(
            rows.map(|row| {
                let values = row.unwrap();
                let values = values.values().iter().map(|value| match value {
                    Some(value) => value.to_string().replace("<e:", "").replace('>', ""),
                    None => "-".to_owned(),
                });
                values.collect::<Vec<_>>().join(" ")
            })
            .collect(),
        )
    })
    .unwrap();
    lines.sort();
    assert_eq!(lines, expected, "{query}");
}

#[test]
fn blank_nodes_of_a_name_are_one_within_a_solution_and_others_elsewhere() {
    check(
        "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?s ?p ?o BIND(BNODE('k') AS ?x) }",
        &["\"1\"^^<http://www.w3.org/2001/XMLSchema#integer"],
    );
    check(
        "SELECT (COUNT(DISTINCT ?x) AS ?n) { VALUES ?v { 1 2 3 } BIND(BNODE('k') AS ?x) }",
        &["\"3\"^^<http://www.w3.org/2001/XMLSchema#integer"],
    );
    check(
        "SELECT ?same { VALUES ?v { 1 } BIND(BNODE('k') AS ?x) BIND(BNODE('k') AS ?y) BIND(SAMETERM(?x, ?y) AS ?same) }",
        &["\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean"],
    );
}

#[test]
fn group_concat_gives_a_simple_literal() {
    check("SELECT (GROUP_CONCAT(?o) AS ?x) { VALUES ?o { 'a'@en } }", &["\"a\""]);
    check(
        "SELECT ?o (GROUP_CONCAT(DISTINCT ?o; separator='-') AS ?x) (COUNT(*) AS ?n) { VALUES ?o { 'a'@en 'a'@en } } GROUP BY ?o HAVING (STRLEN(GROUP_CONCAT(DISTINCT ?o)) = 1)",
        &["\"a\"@en \"a\" \"2\"^^<http://www.w3.org/2001/XMLSchema#integer"],
    );
}

#[test]
fn a_path_of_no_steps_starts_anywhere() {
    check("SELECT ?x { :nowhere :p* ?x }", &["nowhere"]);
    check("SELECT ?x { ?x :p? :nowhere }", &["nowhere"]);
    check("SELECT ?x { :nowhere ^:p? ?x }", &["nowhere"]);
    check("SELECT ?x { ?x :p? 7 }", &["\"7\"^^<http://www.w3.org/2001/XMLSchema#integer"]);
    check(
        "SELECT (1 AS ?x) { :nowhere :p* :nowhere }",
        &["\"1\"^^<http://www.w3.org/2001/XMLSchema#integer"],
    );
    check("SELECT ?x { :nowhere :p+ ?x }", &[]);
    check("SELECT ?x { :c :p* ?x }", &["c"]);
    // `a` is a node of the graphs, but not of the default graph.
    check("SELECT ?x { :a :p* ?x }", &["a"]);
    check("SELECT ?x { GRAPH :g { :b :p* ?x } }", &["b"]);
    check("SELECT ?g ?x { GRAPH ?g { :b :q? ?x } }", &["g b", "h b", "h o"]);
}

#[test]
fn a_graph_names_whatever_is_inside() {
    check("SELECT ?g ?v { GRAPH ?g { VALUES ?v { 'x' } } }", &["g \"x\"", "h \"x\""]);
    check("SELECT ?g { GRAPH ?g { VALUES ?g { :g :nowhere } } }", &["g"]);
    check("SELECT ?v { GRAPH :nowhere { VALUES ?v { 'x' } } }", &[]);
    check(
        "SELECT ?g ?s { GRAPH ?g { { ?s :q ?o } UNION { VALUES ?s { :z } } } }",
        &["g z", "h b", "h z"],
    );
    let integer = "^^<http://www.w3.org/2001/XMLSchema#integer";
    check(
        "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s :q ?o } } }",
        &[&format!("g \"0\"{integer}"), &format!("h \"1\"{integer}")],
    );
    check(
        "SELECT ?g ?s { GRAPH ?g { SELECT ?s { ?s ?p ?o } ORDER BY DESC(?s) LIMIT 1 } }",
        &["g a", "h b"],
    );
    check(
        "SELECT ?g ?s { GRAPH ?g { SELECT DISTINCT ?s ?g { ?s :p ?o BIND(:h AS ?g) } } }",
        &["h a"],
    );
    check(
        "SELECT ?g ?s { GRAPH ?g { SELECT ?s { { SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 1 } } } }",
        &["g a", "h a"],
    );
}

#[test]
fn a_graph_is_not_named_inside_of_itself() {
    check("SELECT ?g { GRAPH ?g { FILTER(BOUND(?g)) } }", &[]);
    check("SELECT ?g ?s { GRAPH ?g { ?s :p ?o OPTIONAL { ?s :p ?g } } }", &[]);
    check("SELECT ?g ?s { GRAPH ?g { ?s :q ?o OPTIONAL { ?s :p ?g } } }", &["h b"]);
    check("SELECT ?g ?s { GRAPH ?g { ?s :q ?o } FILTER(?g = :h) }", &["h b"]);
    check("SELECT ?g { GRAPH ?g { ?g :q ?o } }", &[]);
    check("SELECT ?g ?s { GRAPH ?g { ?s :q ?o FILTER(?g = :h) } }", &[]);
    check("SELECT ?g ?s { GRAPH ?g { ?s :q ?o BIND(:h AS ?g) } }", &["h b"]);
}

#[test]
fn a_minus_without_a_shared_variable_takes_nothing_away_in_a_graph_either() {
    check("SELECT ?g ?a { GRAPH ?g { ?a :p :o MINUS { ?b :p :o } } }", &["g a", "h a"]);
    check("SELECT ?g ?a { GRAPH ?g { ?a :p :o MINUS { ?a :q :o } } }", &["g a", "h a"]);
    check("SELECT ?g ?a { GRAPH ?g { ?a :p :o MINUS { ?a :p :o } } }", &[]);
}
