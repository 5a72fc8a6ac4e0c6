//! The executor in batches and the evaluator give the same answers: to every named question, and to queries made at
//! random over small graphs.

use std::sync::Arc;

use comity::query::question::Question;
use comity::query::{Engine, Evaluation, QueryError, evaluate, parse};
use comity::service::services;
use comity::store::snapshot::{Snapshot, SnapshotBuilder};
use oxrdf::{GraphName, Literal, NamedNode, Quad};
use spareval::QueryResults;
use spargebra::Query;

use crate::shared::BUNDLE;

/// The rows of an answer as text, in the order in which they come.
fn rows(snapshot: &Arc<Snapshot>, query: &Query, engine: Engine) -> Result<Vec<String>, String> {
    let evaluation = Evaluation { services: services(), engine, ..Evaluation::default() };
    let result: Result<Vec<String>, QueryError> =
        evaluate(snapshot, query, &evaluation, |results| {
            let failed = |error| QueryError::from_evaluation(error, &evaluation.deadline);
            Ok(match results {
                QueryResults::Solutions(solutions) => {
                    let variables = solutions.variables().to_vec();
                    solutions
                        .map(|solution| {
                            let solution = solution.map_err(failed)?;
                            let value =
                                |v| solution.get(v).map_or("-".to_owned(), ToString::to_string);
                            Ok(variables.iter().map(value).collect::<Vec<_>>().join(" "))
                        })
                        .collect::<Result<_, QueryError>>()?
                }
                QueryResults::Boolean(answer) => vec![answer.to_string()],
                QueryResults::Graph(triples) => triples
                    .map(|triple| triple.map(|triple| triple.to_string()).map_err(failed))
                    .collect::<Result<_, _>>()?,
            })
        });
    result.map_err(|error| error.to_string())
}

fn sorted(mut rows: Vec<String>) -> Vec<String> {
    rows.sort_unstable();
    rows
}

#[test]
fn every_question_has_one_answer() {
    for question in Question::all() {
        let query = question.query(&BUNDLE, &std::collections::BTreeMap::new(), None).unwrap();
        let [batches, evaluator] = [Engine::Batches, Engine::Evaluator]
            .map(|engine| rows(&BUNDLE, &query, engine).unwrap());
        // A concatenation is a simple literal (SPARQL 1.1, 18.5.1.7); the evaluator gives it the language of its parts.
        let is_concatenated = question.text.contains("GROUP_CONCAT");
        let tidy = |rows: Vec<String>| {
            let plain =
                |row: String| if is_concatenated { row.replace("\"@en", "\"") } else { row };
            sorted(rows.into_iter().map(plain).collect())
        };
        let (batches, evaluator) = (tidy(batches), tidy(evaluator));
        let differing = batches.iter().zip(&evaluator).find(|(a, b)| a != b);
        assert!(batches == evaluator, "`{}`: {differing:?}", question.name);
    }
}

/// A source of numbers that are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// A graph of a few nodes with literals of several kinds, part of it in named graphs.
fn graph(chance: &mut Chance) -> Arc<Snapshot> {
    let node = |name: &str| NamedNode::new_unchecked(format!("http://e/{name}"));
    let mut builder = SnapshotBuilder::default();
    for _ in 0..30 + chance.below(40) {
        let subject = node(chance.of(&["a", "b", "c", "d", "e"]));
        let predicate = node(chance.of(&["p", "q", "r"]));
        let object: oxrdf::Term = match chance.below(8) {
            0 => Literal::from(chance.below(4) as i64).into(),
            1 => Literal::new_simple_literal(chance.of(&["x", "y", ""])).into(),
            2 => {
                Literal::new_language_tagged_literal_unchecked("x", chance.of(&["en", "fr"])).into()
            }
            3 => Literal::new_typed_literal(
                chance.of(&["1", "2.5", "z"]),
                oxrdf::vocab::xsd::DECIMAL,
            )
            .into(),
            4 => Literal::new_typed_literal(
                chance.of(&["2001-01-01", "1999-05-05"]),
                oxrdf::vocab::xsd::DATE,
            )
            .into(),
            _ => node(chance.of(&["a", "b", "c", "d", "e"])).into(),
        };
        let graph = match chance.below(4) {
            0 => GraphName::DefaultGraph,
            1 => node("g1").into(),
            _ => node("g2").into(),
        };
        builder.add(Quad::new(subject, predicate, object, graph).as_ref());
    }
    Arc::new(builder.finish())
}

const VARIABLES: [&str; 5] = ["?u", "?v", "?w", "?x", "?y"];

fn term(chance: &mut Chance) -> &'static str {
    match chance.below(5) {
        0 => chance.of(&["<http://e/a>", "<http://e/b>", "<http://e/c>"]),
        1 => chance.of(&["1", "\"x\"", "\"x\"@en", "<http://e/nowhere>"]),
        _ => chance.of(&VARIABLES),
    }
}

fn triple(chance: &mut Chance) -> String {
    let subject = match chance.below(4) {
        0 => chance.of(&["<http://e/a>", "<http://e/b>"]),
        _ => chance.of(&VARIABLES),
    };
    let predicate = match chance.below(9) {
        0 => chance.of(&VARIABLES).to_owned(),
        1 => chance
            .of(&[
                "<http://e/p>+",
                "<http://e/q>*",
                "<http://e/p>/<http://e/q>",
                "^<http://e/p>",
                "!(<http://e/p>|<http://e/q>)",
                "<http://e/r>?",
                "^(<http://e/p>/<http://e/r>)",
                "(<http://e/p>/<http://e/q>)+",
                "(<http://e/p>|^<http://e/q>)*",
            ])
            .to_owned(),
        _ => chance.of(&["<http://e/p>", "<http://e/q>", "<http://e/r>"]).to_owned(),
    };
    format!("{subject} {predicate} {} .", term(chance))
}

/// A path of length zero ends in any term (SPARQL 1.1, 18.4), also in one that the graph lacks; the evaluator finds only
/// those that the graph has.
fn has_zero_length_path(query: &str) -> bool {
    [">* ", ">? ", ")* "].iter().any(|path| query.contains(path))
}

fn expression(chance: &mut Chance, depth: usize) -> String {
    let v = |chance: &mut Chance| chance.of(&VARIABLES);
    match chance.below(if depth == 0 { 7 } else { 12 }) {
        0 => format!("BOUND({})", v(chance)),
        1 => format!("{} = {}", v(chance), term(chance)),
        2 => format!("{} != {}", v(chance), term(chance)),
        3 => format!("{} < {}", v(chance), v(chance)),
        4 => format!(
            "{} >= {}",
            v(chance),
            chance.of(&[
                "1",
                "1.5",
                "\"x\"",
                "\"2000-01-01\"^^<http://www.w3.org/2001/XMLSchema#date>"
            ])
        ),
        5 => format!("isIRI({})", v(chance)),
        6 => format!("STR({}) = \"x\"", v(chance)),
        7 => format!("{} IN (1, \"x\", <http://e/a>)", v(chance)),
        8 => format!("({} && {})", expression(chance, depth - 1), expression(chance, depth - 1)),
        9 => format!("({} || {})", expression(chance, depth - 1), expression(chance, depth - 1)),
        10 => format!("!({})", expression(chance, depth - 1)),
        _ => {
            let not = chance.of(&["", "NOT "]);
            format!("{not}EXISTS {{ {} }}", group(chance, depth - 1))
        }
    }
}

fn group(chance: &mut Chance, depth: usize) -> String {
    let mut text = String::new();
    for _ in 0..=chance.below(2) {
        text += &triple(chance);
    }
    if depth == 0 {
        return text;
    }
    for _ in 0..chance.below(3) {
        text += &match chance.below(12) {
            0 | 1 => format!(" OPTIONAL {{ {} }}", group(chance, depth - 1)),
            2 => format!(
                " {{ {} }} UNION {{ {} }}",
                group(chance, depth - 1),
                group(chance, depth - 1)
            ),
            3 | 4 => format!(" FILTER({})", expression(chance, depth)),
            5 => format!(" MINUS {{ {} }}", group(chance, depth - 1)),
            6 => format!(
                " VALUES ({} {}) {{ (<http://e/a> 1) (UNDEF <http://e/b>) (\"x\" UNDEF) }}",
                "?u", "?w"
            ),
            7 => format!(
                " GRAPH {} {{ {} }}",
                chance.of(&["<http://e/g1>", "?g", "<http://e/none>"]),
                triple(chance)
            ),
            8 => format!(
                " {{ SELECT DISTINCT {} WHERE {{ {} }} }}",
                chance.of(&VARIABLES),
                group(chance, depth - 1)
            ),
            9 => format!(
                " {{ SELECT ?u (COUNT(?v) AS ?n{}) WHERE {{ {} }} GROUP BY ?u }}",
                chance.below(1000),
                group(chance, depth - 1)
            ),
            10 => format!(" {{ {} }}", group(chance, depth - 1)),
            _ => triple(chance),
        };
    }
    text
}

fn query(chance: &mut Chance) -> String {
    let pattern = group(chance, 2);
    match chance.below(8) {
        0 => format!("SELECT DISTINCT ?u ?v WHERE {{ {pattern} }}"),
        1 => format!(
            "SELECT ?u (COUNT(*) AS ?n) (MIN(?v) AS ?least) WHERE {{ {pattern} }} GROUP BY ?u"
        ),
        2 => format!("SELECT (COUNT(DISTINCT ?v) AS ?n) (SUM(?w) AS ?s) WHERE {{ {pattern} }}"),
        3 => format!("ASK {{ {pattern} }}"),
        4 => format!("CONSTRUCT {{ ?u <http://e/t> ?v . ?w ?x ?y }} WHERE {{ {pattern} }}"),
        5 => format!("SELECT * WHERE {{ {pattern} BIND(?u + 1 AS ?more) }}"),
        _ => format!("SELECT * WHERE {{ {pattern} }}"),
    }
}

#[test]
fn both_engines_answer_queries_made_at_random_alike() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for seed in 0..4000 {
        let mut chance = Chance(seed);
        chance.below(2);
        let snapshot = graph(&mut chance);
        let text = query(&mut chance);
        let Ok(parsed) = parse(&text, None) else { continue };
        if has_zero_length_path(&text) {
            continue;
        }
        compared += 1;
        let [batches, evaluator] = [Engine::Batches, Engine::Evaluator]
            .map(|engine| rows(&snapshot, &parsed, engine).map(sorted));
        if batches != evaluator {
            wrong.push((seed, text, batches, evaluator));
        }
    }
    assert!(compared > 2500, "only {compared} queries could be read");
    wrong.sort_by_key(|(_, text, ..)| text.len());
    let shown: String = wrong
        .iter()
        .take(25)
        .map(|(seed, text, a, b)| {
            let size = |rows: &Result<Vec<String>, String>| match rows {
                Ok(rows) => {
                    format!("{} rows, {:?}", rows.len(), rows.iter().take(3).collect::<Vec<_>>())
                }
                Err(error) => error.clone(),
            };
            format!("{seed}: {text}\n  batches:   {}\n  evaluator: {}\n", size(a), size(b))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{shown}", wrong.len());
}

#[test]
fn a_path_of_length_zero_ends_in_any_term() {
    let snapshot = graph(&mut Chance(1));
    let ask = |text: &str| rows(&snapshot, &parse(text, None).unwrap(), Engine::Batches).unwrap();
    assert_eq!(ask("SELECT * { ?x <http://e/p>* <http://e/nowhere> }"), ["<http://e/nowhere>"]);
    assert_eq!(ask("SELECT * { \"no such\" <http://e/p>? ?x }"), ["\"no such\""]);
    assert_eq!(ask("ASK { <http://e/nowhere> <http://e/p>+ ?x }"), ["false"]);
}

#[test]
fn an_alternative_is_a_union_and_keeps_repeats() {
    for seed in 0..20 {
        let snapshot = graph(&mut Chance(seed));
        let ask = |text: &str| {
            sorted(rows(&snapshot, &parse(text, None).unwrap(), Engine::Batches).unwrap())
        };
        let path = ask("SELECT * { ?x <http://e/p>|<http://e/q> ?y }");
        let union = ask("SELECT * { { ?x <http://e/p> ?y } UNION { ?x <http://e/q> ?y } }");
        assert_eq!(path, union);
    }
}

#[test]
fn the_least_value_keeps_its_lexical_form() {
    let mut builder = SnapshotBuilder::default();
    let node = NamedNode::new_unchecked("http://e/a");
    for number in ["02", "010"] {
        let literal = Literal::new_typed_literal(number, oxrdf::vocab::xsd::INTEGER);
        builder
            .add(Quad::new(node.clone(), node.clone(), literal, GraphName::DefaultGraph).as_ref());
    }
    let query = parse("SELECT (MIN(?n) AS ?least) (MAX(?n) AS ?most) { ?s ?p ?n }", None).unwrap();
    let found = rows(&Arc::new(builder.finish()), &query, Engine::Batches).unwrap();
    let integer = "^^<http://www.w3.org/2001/XMLSchema#integer>";
    assert_eq!(found, [format!("\"02\"{integer} \"010\"{integer}")]);
}

const HEAVY: [&str; 4] = [
    "SELECT ?class (COUNT(*) AS ?n) (SAMPLE(?s) AS ?one) { ?s a ?class } GROUP BY ?class",
    "SELECT ?s ?name { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?name . ?s a ?class } LIMIT 5000",
    "SELECT (AVG(STRLEN(STR(?o))) AS ?length) { ?s ?p ?o }",
    "SELECT DISTINCT ?p ?class { ?s ?p ?o . ?o a ?class OPTIONAL { ?o <http://purl.org/dc/terms/title> ?t } }",
];

#[test]
fn an_answer_does_not_depend_on_the_number_of_threads() {
    for text in HEAVY {
        let query = parse(text, None).unwrap();
        let [one, three] = [1, 3].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| rows(&BUNDLE, &query, Engine::Batches).unwrap())
        });
        assert!(one == three, "{text}");
    }
}

#[test]
fn an_answer_does_not_depend_on_the_order_of_the_patterns() {
    let patterns = [
        "?membership <http://www.w3.org/ns/org#member> ?state .",
        "?membership <http://www.w3.org/ns/org#organization> ?organisation .",
        "?organisation a <https://w3id.org/comity/ontology#Organisation> .",
        "?state <http://www.w3.org/2000/01/rdf-schema#label> ?name .",
    ];
    let mut answers = Vec::new();
    for first in 0..patterns.len() {
        let mut order = patterns.to_vec();
        order.rotate_left(first);
        for text in [order.concat(), order.iter().rev().copied().collect()] {
            let query = parse(&format!("SELECT ?name ?organisation {{ {text} }}"), None).unwrap();
            answers.push(sorted(rows(&BUNDLE, &query, Engine::Batches).unwrap()));
        }
    }
    assert!(answers[0].len() > 1000, "{} rows", answers[0].len());
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}
