//! Figures that can hardly be right are named, with reasons and limits.

use std::fs;
use std::path::PathBuf;

use comity::import::rdf::{Options, read};
use comity::store::Store;
use comity::study::conflicts::{Agreement, Request, Row, conflicts};

use crate::shared::BUNDLE;

#[test]
fn the_articles_trade_figure_is_doubted_by_three_rules() {
    let answer = conflicts(&BUNDLE, Request::default()).unwrap();
    let doubts: Vec<&Row> = answer
        .rows
        .iter()
        .filter(|row| row.node.iri.ends_with("observation/seed-s09-trade-2024"))
        .filter(|row| row.agreement == Agreement::Implausible)
        .collect();
    for rule in ["trade-above-gdp", "tenfold-slip", "growth-level-mismatch"] {
        let doubt = doubts.iter().find(|row| row.rule.as_deref() == Some(rule));
        let doubt = doubt.unwrap_or_else(|| panic!("{rule} does not name the figure"));
        assert!(doubt.message.contains("84.4 billion"), "{}", doubt.message);
        assert!(doubt.limits.as_ref().is_some_and(|limits| limits.contains("wrong")));
        assert!(doubt.source.iri.ends_with("source/seed-article"));
    }
}

/// Trade of two states in two sources, beside a partner's product.
fn doubts_of(figures: &[(&str, &str, f64, &str)]) -> Vec<(String, String)> {
    let mut turtle = String::from(
        "@base <https://w3id.org/comity/id/> . @prefix cmt: <https://w3id.org/comity/ontology#> .\n\
         @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n",
    );
    for (name, year, value, source) in figures {
        turtle += &format!(
            "<observation/{name}> a cmt:Observation ; cmt:indicator <indicator/bilateral-trade> ; cmt:about <state/AND>, <state/PLW> ;\n\
             cmt:period \"{year}\"^^xsd:gYear ; cmt:value {value:.1} ; cmt:unit <unit/USD> ; cmt:source <source/{source}> .\n"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("figures.ttl");
    fs::write(&file, turtle).unwrap();
    let store = Store::bundled().unwrap();
    let snapshot = store.preview(&read(&[file], &Options::default()).unwrap()).unwrap();
    conflicts(&snapshot, Request::default())
        .unwrap()
        .rows
        .into_iter()
        .filter(|row| {
            figures.iter().any(|figure| row.node.iri.ends_with(&format!("/{}", figure.0)))
        })
        .map(|row| {
            let name = row.node.iri.rsplit('/').next().unwrap_or_default().to_owned();
            (name, row.rule.unwrap_or_else(|| row.agreement.to_string()))
        })
        .collect()
}

fn names(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(node, rule)| ((*node).to_owned(), (*rule).to_owned())).collect()
}

#[test]
fn a_tenfold_slip_is_found_in_any_pair_and_a_doubling_is_not() {
    assert_eq!(
        doubts_of(&[("low", "2015", 3.1e6, "one"), ("high", "2016", 3.0e7, "two")]),
        names(&[("high", "tenfold-slip")])
    );
    assert_eq!(doubts_of(&[("low", "2015", 3.0e6, "one"), ("high", "2016", 6.0e6, "two")]), []);
    assert_eq!(doubts_of(&[("low", "2010", 3.0e6, "one"), ("high", "2016", 3.0e7, "two")]), []);
}

#[test]
fn two_sources_of_one_year_that_differ_are_a_conflict() {
    assert_eq!(
        doubts_of(&[("a", "2015", 3.0e6, "one"), ("b", "2015", 4.0e6, "two")]),
        names(&[("a", "conflict"), ("b", "conflict")])
    );
    assert_eq!(doubts_of(&[("a", "2015", 3.0e6, "one"), ("b", "2015", 3.01e6, "two")]), []);
}
