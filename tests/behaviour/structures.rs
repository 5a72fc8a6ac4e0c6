//! Communities, structure and similarity: on small layers with known answers, and on those of the bundle.

use std::fs;
use std::path::Path;
use std::process::Command;

use comity::projection::{Layer, day_of};
use comity::study::communities::{self, communities};
use comity::study::similarity::{self, similarity};
use comity::study::structure::{self, View, structure};
use comity::study::{Completeness, StudyError, When};
use insta::assert_snapshot;
use serde_json::Value;

use crate::shared::BUNDLE;

/// A layer of rows such as `a b 1 2000 2009`: the weight and the years may be left out from the end.
fn layer(header: &str, rows: &str) -> Layer {
    let values: String = rows
        .split(';')
        .map(|row| {
            let parts: Vec<&str> = row.split_whitespace().collect();
            let date = |at: usize, day: &str| {
                parts.get(at).map_or("UNDEF".to_owned(), |year| {
                    format!("\"{year}-{day}\"^^<http://www.w3.org/2001/XMLSchema#date>")
                })
            };
            format!(
                "(<http://e.org/{}> <http://e.org/{}> {} {} {})",
                parts[0],
                parts[1],
                parts.get(2).unwrap_or(&"1"),
                date(3, "01-01"),
                date(4, "12-31")
            )
        })
        .collect();
    let variables = "?source ?target ?weight ?start ?end";
    let text = format!("{header}\nSELECT {variables} {{ VALUES ({variables}) {{ {values} }} }}");
    Layer::from_text("own", &text).unwrap()
}

const CHOICES: &str = "# Projection: agreement";
const MEMBERS: &str = "# Projection: sources";
const DIRECTED: &str = "# Direction: directed";

fn year(year: i16) -> i32 {
    day_of(jiff::civil::date(year, 7, 1))
}

fn when(day: Option<i32>) -> When {
    day.map_or(When::Ever, When::On)
}

fn short(iri: &str) -> String {
    iri.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The communities, the first one first, and their modularity.
fn found(layer: Layer, as_of: Option<i32>) -> (Vec<String>, f64) {
    let request =
        communities::Request { layers: vec![layer], when: when(as_of), seed: 0, resolution: 1.0 };
    let answer = communities(&BUNDLE, &request).unwrap();
    let mut parts: Vec<String> = Vec::new();
    for row in &answer.rows {
        parts.resize(row.community as usize, String::new());
        parts[row.community as usize - 1] += &short(&row.node.iri);
    }
    let modularity = answer.parameters.iter().find(|parameter| parameter.0 == "modularity");
    (parts, modularity.map_or(f64::NAN, |(_, value)| value.parse().unwrap()))
}

#[test]
fn communities_are_numbered_by_size_and_then_by_name() {
    let two_triangles = "x y; y z; z x; a b; b c; c a; a x";
    assert_eq!(found(layer("", two_triangles), None).0, ["abc", "xyz"]);
    let square = format!("{two_triangles}; x w; y w; z w");
    assert_eq!(found(layer("", &square), None).0, ["wxyz", "abc"]);
}

#[test]
fn communities_of_a_day_have_the_ties_of_that_day() {
    let moved = "a b 1 1990 2020; c d 1 1990 2020; b c 9 2005 2020; d e 1 1980 1985";
    assert_eq!(found(layer("", moved), Some(year(1995))).0, ["ab", "cd"]);
    assert_eq!(found(layer("", moved), Some(year(1982))).0, ["de"]);
    assert_eq!(found(layer("", moved), Some(year(2010))).0, ["abcd"]);
}

fn karate() -> (Layer, Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/networks");
    let rows = fs::read_to_string(folder.join("karate.csv")).unwrap();
    let rows: Vec<String> = rows.lines().skip(1).map(|row| row.replace(',', " ")).collect();
    let json = fs::read_to_string(folder.join("karate.json")).unwrap();
    let fixture: Value = serde_json::from_str(&json).unwrap();
    (layer("", &rows.join(";")), fixture["measures"].clone())
}

#[test]
fn the_karate_club_is_split_at_least_as_well_as_by_igraph() {
    let (layer, published) = karate();
    let (parts, modularity) = found(layer, None);
    let igraph = published["leiden_modularity"].as_f64().unwrap();
    assert!(modularity >= igraph - 1e-9, "{modularity} is less than {igraph}: {parts:?}");
    assert!(parts.windows(2).all(|pair| pair[0].len() >= pair[1].len()), "{parts:?}");
}

#[test]
fn another_seed_and_resolution_are_named_in_the_answer() {
    let request = communities::Request {
        layers: vec![layer("", "a b; b c; c a")],
        when: When::Ever,
        seed: 7,
        resolution: 9.0,
    };
    let answer = communities(&BUNDLE, &request).unwrap();
    assert_eq!(answer.rows.iter().map(|row| row.community).collect::<Vec<_>>(), [1, 2, 3]);
    for parameter in [("seed", "7"), ("resolution", "9"), ("communities", "3")] {
        assert!(
            answer.parameters.contains(&(parameter.0, parameter.1.to_owned())),
            "{parameter:?}"
        );
    }
}

/// Each value by measure, with the node before it if there is one.
fn measured(layer: Layer, as_of: Option<i32>, by_node: bool) -> Vec<(String, Option<f64>)> {
    let view = if by_node { View::Nodes } else { View::Whole };
    let request =
        structure::Request { layers: vec![layer], when: when(as_of), backbone: None, view };
    let rows = structure(&BUNDLE, &request).unwrap().rows;
    rows.into_iter()
        .map(|row| {
            let node = row.node.map(|node| short(&node.iri) + " ").unwrap_or_default();
            (node + row.measure, row.value)
        })
        .collect()
}

fn check(measured: &[(String, Option<f64>)], expected: &[(&str, f64)]) {
    for (measure, expected) in expected {
        let (_, value) = measured
            .iter()
            .find(|(name, _)| name == measure)
            .unwrap_or_else(|| panic!("there is no {measure} in {measured:?}"));
        let value = value.unwrap_or(f64::NAN);
        assert!((value - expected).abs() < 1e-9, "{measure}: {value}, expected {expected}");
    }
}

#[test]
fn the_karate_club_has_its_published_structure() {
    let (layer, published) = karate();
    let whole = measured(layer.clone(), None, false);
    check(&whole, &[("nodes", 34.0), ("ties", 78.0), ("components", 1.0), ("greatest-core", 4.0)]);
    for (measure, name) in [
        ("density", "density"),
        ("diameter", "diameter"),
        ("average-path-length", "average_distance"),
        ("transitivity", "transitivity"),
        ("average-clustering", "average_clustering"),
        ("degree-assortativity", "degree_assortativity"),
    ] {
        let value = &published[name];
        let value = value.as_f64().or_else(|| value[0].as_f64()).unwrap();
        check(&whole, &[(measure, value)]);
    }
    check(&whole, &[("bridges", 1.0), ("articulation-points", 1.0)]);
    let nodes = measured(layer, None, true);
    assert_eq!(nodes.len(), 34 * 5);
    for (measure, name) in [
        ("core", "core_numbers"),
        ("clustering", "clustering"),
        ("constraint", "constraint_weighted"),
        ("effective-size", "effective_size_weighted"),
    ] {
        for (number, value) in (1..).zip(published[name].as_array().unwrap()) {
            check(&nodes, &[(&format!("{number:02} {measure}"), value.as_f64().unwrap())]);
        }
    }
    check(&nodes, &[("01 articulation-point", 1.0), ("02 articulation-point", 0.0)]);
}

#[test]
fn only_a_directed_network_has_reciprocity() {
    let directed = measured(layer(DIRECTED, "a b; b a; b c; a c"), None, false);
    check(&directed, &[("reciprocity", 0.5), ("strong-components", 2.0), ("components", 1.0)]);
    let undirected = measured(layer("", "a b; b c"), None, false);
    assert!(undirected.iter().all(|(measure, _)| measure != "reciprocity"));
    assert!(undirected.contains(&("degree-assortativity".to_owned(), Some(-1.0))));
}

#[test]
fn what_is_not_defined_has_no_value() {
    let pair = measured(layer("", "a b"), None, false);
    assert!(pair.contains(&("degree-assortativity".to_owned(), None)), "{pair:?}");
}

#[test]
fn members_who_met_on_the_day_are_tied() {
    let bodies = layer(MEMBERS, "a X 1 1990 1999; b X 1 1995 2010; c X 1 2005 2010");
    check(&measured(bodies.clone(), Some(year(1997)), false), &[("nodes", 2.0), ("ties", 1.0)]);
    assert_eq!(measured(bodies, Some(year(2002)), false), []);
}

fn request(layer: Layer, a: &str, measure: &str) -> similarity::Request {
    similarity::Request {
        layer,
        a: format!("http://e.org/{a}"),
        b: None,
        measure: measure.to_owned(),
        from: None,
        to: None,
        years: None,
        least: 1,
        top: None,
    }
}

/// The others as `b 0.75 of 4`, joined.
fn nearest(request: &similarity::Request) -> String {
    let rows = similarity(&BUNDLE, request).unwrap().rows;
    let text = |row: &similarity::Row| {
        let value = row.value.map_or("-".to_owned(), |value| format!("{value:.4}"));
        let value = value.trim_end_matches('0').trim_end_matches('.').to_owned();
        format!("{} {value} of {}", short(&row.b.iri), row.compared)
    };
    rows.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// Four votes; d abstained where it had to, and was absent in the last.
const VOTES: &str = "a 1 1; a 2 1; a 3 0; a 4 1; b 1 1; b 2 1; b 3 0; b 4 0.5; c 1 0; c 2 0; c 3 1; c 4 0; \
                     d 1 1; d 2 0.5; d 3 0.5";

#[test]
fn votes_are_compared_where_both_were_cast() {
    for (measure, expected) in [
        ("share", "b 0.75 of 4, d 0.3333 of 3, c 0 of 4"),
        ("s", "b 0.75 of 4, d 0.3333 of 3, c -1 of 4"),
        ("kappa", "b 0.5556 of 4, d 0.1429 of 3, c -0.6 of 4"),
        ("pi", "b 0.5294 of 4, d -0.0909 of 3, c -1 of 4"),
    ] {
        assert_eq!(nearest(&request(layer(CHOICES, VOTES), "a", measure)), expected, "{measure}");
    }
}

#[test]
fn few_comparisons_can_be_left_out_and_the_first_rows_kept() {
    let mut wanted = request(layer(CHOICES, VOTES), "a", "share");
    wanted.least = 4;
    assert_eq!(nearest(&wanted), "b 0.75 of 4, c 0 of 4");
    wanted.top = Some(1);
    assert_eq!(nearest(&wanted), "b 0.75 of 4");
    assert_eq!(similarity(&BUNDLE, &wanted).unwrap().completeness, Completeness::Truncated);
    wanted.b = Some("http://e.org/d".to_owned());
    assert_eq!(nearest(&wanted), "d 0.3333 of 3");
}

#[test]
fn kappa_of_those_who_always_agree_has_no_value() {
    let unanimous = layer(CHOICES, "a 1 1; a 2 1; b 1 1; b 2 1; c 1 1; c 2 0");
    assert_eq!(nearest(&request(unanimous, "a", "kappa")), "c 0 of 2, b - of 2");
}

#[test]
fn the_later_choice_counts_and_two_at_once_count_not() {
    let changed =
        layer(CHOICES, "a 1 1 1990; a 2 1 1990; b 1 0 1990; b 1 1 1995; b 2 1 1990; b 2 0 1990");
    let wanted = request(changed, "a", "share");
    assert_eq!(nearest(&wanted), "b 1 of 1");
    let parameters = similarity(&BUNDLE, &wanted).unwrap().parameters;
    assert!(parameters.contains(&("contested", "1".to_owned())), "{parameters:?}");
}

#[test]
fn allies_are_compared_by_those_whom_they_share() {
    let allies = layer("", "a b; a c; b c; c d; d e");
    assert_eq!(
        nearest(&request(allies.clone(), "a", "jaccard")),
        "b 0.3333 of 3, d 0.3333 of 3, c 0.25 of 4, e 0 of 3"
    );
    // With itself each has the strongest tie, so that a and b have the same portfolio.
    assert_eq!(nearest(&request(allies, "a", "s")), "b 1 of 5, c 0.6 of 5, d -0.6 of 5, e -1 of 5");
}

#[test]
fn only_those_who_act_are_compared_where_ties_have_a_direction() {
    let imposed = layer(DIRECTED, "a x; b x; b y; x z");
    assert_eq!(nearest(&request(imposed.clone(), "a", "jaccard")), "b 0.5 of 2, x 0 of 2");
    assert_eq!(nearest(&request(imposed, "y", "jaccard")), "");
}

#[test]
fn members_are_compared_by_their_bodies_in_the_window() {
    let bodies = layer(
        MEMBERS,
        "a X 1 1990 2010; a Y 1 1990 2010; b X 1 1990 1995; b Y 1 2000 2010; c X 1 1990 2010",
    );
    let mut wanted = request(bodies, "a", "jaccard");
    assert_eq!(nearest(&wanted), "b 1 of 2, c 0.5 of 2");
    (wanted.from, wanted.to) = (Some(year(1996)), Some(year(1999)));
    assert_eq!(nearest(&wanted), "c 0.5 of 2");
    (wanted.from, wanted.to) = (Some(year(2005)), None);
    assert_eq!(nearest(&wanted), "b 0.5 of 2, c 0.5 of 2");
}

#[test]
fn days_outside_the_span_are_not_covered() {
    let covered = |completeness| match completeness {
        Completeness::NotCovered(covered) => covered,
        other => panic!("{other}"),
    };
    let all = "the layer covers 1990-01-01 to 1999-12-31";
    for (header, expected) in [("", all), (MEMBERS, "the layer covers 1995-01-01 to 1999-12-31")] {
        let ties = layer(header, "a x 1 1990 1999; b x 1 1995 1999");
        for outside in [Some(year(1950)), Some(year(2005))] {
            let layers = vec![ties.clone()];
            let request = structure::Request {
                layers: layers.clone(),
                when: when(outside),
                backbone: None,
                view: View::Whole,
            };
            let answer = structure(&BUNDLE, &request).unwrap();
            assert!(answer.rows.is_empty());
            assert_eq!(covered(answer.completeness), expected, "{header}");
            let request =
                communities::Request { layers, when: when(outside), seed: 0, resolution: 1.0 };
            let answer = communities(&BUNDLE, &request).unwrap();
            assert!(answer.rows.is_empty());
            assert_eq!(covered(answer.completeness), expected, "{header}");
        }
    }
    for header in ["", MEMBERS, CHOICES] {
        let mut wanted = request(layer(header, "a x 1 1990 1999; b x 1 1995 1999"), "a", "s");
        (wanted.from, wanted.to) = (Some(year(2005)), None);
        assert_eq!(covered(similarity(&BUNDLE, &wanted).unwrap().completeness), all);
    }
}

#[test]
fn what_cannot_be_compared_is_said() {
    let votes = || layer(CHOICES, VOTES);
    let error = |request| similarity(&BUNDLE, &request).unwrap_err();
    let jaccard = error(request(votes(), "a", "jaccard"));
    assert!(matches!(jaccard, StudyError::Parameter { parameter: "measure", .. }), "{jaccard}");
    let itself = similarity::Request {
        b: Some("http://e.org/a".to_owned()),
        ..request(votes(), "a", "share")
    };
    assert!(matches!(error(itself), StudyError::Parameter { parameter: "b", .. }));
    let reversed = similarity::Request {
        from: Some(year(2000)),
        to: Some(year(1990)),
        ..request(votes(), "a", "share")
    };
    assert!(matches!(error(reversed), StudyError::Parameter { parameter: "from", .. }));
    let stranger = similarity::Request { a: "BLR".to_owned(), ..request(votes(), "a", "share") };
    let message = error(stranger).to_string();
    assert!(message.starts_with("Belarus is not in the layer own: it is in "), "{message}");
    assert!(message.contains("positions"), "{message}");
}

fn transcript(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_comity"))
        .args(arguments)
        .env("COLUMNS", "100")
        .env_remove("COMITY_STORE")
        .env_remove("COMITY_LAYERS")
        .output()
        .expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    format!(
        "exit {}\n--- out\n{}\n--- err\n{}",
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr)
    )
}

/// Two triangles, held together by one tie.
const TRIANGLES: &str = "SELECT ?source ?target { VALUES (?source ?target) {
    (<http://e.org/a> <http://e.org/b>) (<http://e.org/b> <http://e.org/c>) (<http://e.org/c> <http://e.org/a>)
    (<http://e.org/c> <http://e.org/x>)
    (<http://e.org/x> <http://e.org/y>) (<http://e.org/y> <http://e.org/z>) (<http://e.org/z> <http://e.org/x>) } }";

#[test]
fn the_commands_print_tables() {
    assert_snapshot!(
        "structure of two triangles",
        transcript(&["structure", "--layer", TRIANGLES])
    );
    assert_snapshot!(
        "communities of two triangles",
        transcript(&["communities", "--layer", TRIANGLES, "--seed", "1"])
    );
    assert_snapshot!(
        "similarity in two triangles",
        transcript(&["similarity", "http://e.org/a", "--layer", TRIANGLES, "--measure", "jaccard"])
    );
}

#[test]
fn a_day_that_is_not_covered_exits_with_one() {
    let arguments = ["structure", "--layer", "alliances", "--as-of", "1700-01-01"];
    let transcript = transcript(&arguments);
    assert!(transcript.starts_with("exit 1\n"), "{transcript}");
    assert!(transcript.contains("not covered: the layer covers 1"), "{transcript}");
}

#[test]
fn belarus_and_the_soviet_union_never_voted_apart() {
    let request = similarity::Request {
        layer: Layer::find("positions").unwrap(),
        a: "BLR".to_owned(),
        b: Some("SUN".to_owned()),
        ..request(layer("", "a b"), "a", "share")
    };
    let rows = similarity(&BUNDLE, &request).unwrap().rows;
    assert_eq!(rows.len(), 1);
    assert!(rows[0].value == Some(1.0) && rows[0].compared > 30, "{rows:?}");
}
