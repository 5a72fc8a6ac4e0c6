//! Networks: one answer from the command line, the JSON interface and inside SPARQL; paths in time.

use std::collections::BTreeSet;

use comity::projection::{Layer, Row, day_of, read};
use comity::study::centrality::{self, centrality};
use comity::study::path::{self, Choice, paths};
use comity::study::{Completeness, StudyError, network};

use jiff::civil::date;

use crate::shared::{BUNDLE, select, select_with_services};

fn layer(text: &str) -> Layer {
    Layer::from_text("own", text).unwrap()
}

/// Ties given as `a b 1990 1995`, the years left out where a tie always holds.
fn ties(text: &str) -> Layer {
    let rows: String = text
        .split(';')
        .map(|tie| {
            let parts: Vec<&str> = tie.split_whitespace().collect();
            let date = |at: usize, day: &str| {
                parts.get(at).map_or("UNDEF".to_owned(), |year| {
                    format!("\"{year}-{day}\"^^<http://www.w3.org/2001/XMLSchema#date>")
                })
            };
            let node = |at: usize| format!("<https://w3id.org/comity/id/state/{}>", parts[at]);
            format!("({} {} {} {})", node(0), node(1), date(2, "01-01"), date(3, "12-31"))
        })
        .collect();
    layer(&format!(
        "SELECT ?source ?target ?start ?end {{ VALUES (?source ?target ?start ?end) {{ {rows} }} }}"
    ))
}

fn request(layer: Layer, from: &str, to: &str) -> path::Request {
    path::Request {
        layers: vec![layer],
        from: from.to_owned(),
        to: to.to_owned(),
        choice: Choice::Shortest,
        max_hops: 4,
        time_respecting: false,
        as_of: None,
        min_sources: 0,
        weighted: false,
    }
}

fn nodes(request: &path::Request) -> Vec<String> {
    let rows = paths(&BUNDLE, request).unwrap().rows;
    let short = |iri: &str| iri.rsplit('/').next().unwrap_or_default().to_owned();
    let mut nodes: Vec<String> = rows.iter().map(|row| short(&row.from.iri)).collect();
    nodes.extend(rows.last().map(|row| short(&row.to.iri)));
    nodes
}

#[test]
fn a_tie_that_ended_before_the_next_began_makes_no_path_in_time() {
    let mut wanted = request(ties("DDR POL 1955 1990; POL USA 1999 2020"), "DDR", "USA");
    assert_eq!(nodes(&wanted), ["DDR", "POL", "USA"]);
    wanted.time_respecting = true;
    assert!(nodes(&wanted).is_empty());
    let mut wanted = request(ties("DDR POL 1955 1990; POL USA 1985 2020"), "DDR", "USA");
    wanted.time_respecting = true;
    assert_eq!(nodes(&wanted), ["DDR", "POL", "USA"]);
    let window = paths(&BUNDLE, &wanted).unwrap().rows[0].window.clone();
    assert_eq!(window, "1985-01-01/1990-12-31");
}

#[test]
fn from_the_gdr_to_the_usa_there_is_a_path_only_if_time_is_ignored() {
    let mut wanted = request(Layer::find("memberships").unwrap(), "DDR", "USA");
    wanted.layers = vec![layer(
        "PREFIX cmt: <https://w3id.org/comity/ontology#> PREFIX org: <http://www.w3.org/ns/org#>
         SELECT ?source ?target ?start ?end ?statement {
           VALUES ?target { <https://w3id.org/comity/id/organisation/NATO> <https://w3id.org/comity/id/organisation/WARSAW-PACT> }
           ?statement org:organization ?target ; org:member ?source .
           OPTIONAL { ?statement cmt:start ?start } OPTIONAL { ?statement cmt:end ?end }
         }",
    )];
    assert_eq!(nodes(&wanted).len(), 5, "four hops");
    wanted.time_respecting = true;
    assert!(nodes(&wanted).is_empty());
}

#[test]
fn a_path_on_one_source_is_refused_when_two_are_asked_for() {
    let one = "SELECT ?source ?target ?statement { VALUES (?source ?target ?statement) {
        (<https://w3id.org/comity/id/state/BLR> <https://w3id.org/comity/id/state/CHN> <https://w3id.org/comity/id/partnership/BLR-CHN-seed-article>) } }";
    let mut wanted = request(layer(one), "BLR", "CHN");
    wanted.min_sources = 1;
    assert_eq!(nodes(&wanted), ["BLR", "CHN"]);
    wanted.min_sources = 2;
    assert!(nodes(&wanted).is_empty());
}

#[test]
fn a_tie_that_needs_two_statements_is_as_well_attested_as_the_weaker() {
    let statements = |sources: &str, order: &str| {
        let query = format!(
            "PREFIX cmt: <https://w3id.org/comity/ontology#>
             SELECT ?statement {{ ?statement cmt:action ?action ; cmt:source ?source .
               ?source cmt:citation ?citation . FILTER (?citation != cmt:recalled)
               FILTER NOT EXISTS {{ ?source <http://www.w3.org/ns/prov#wasDerivedFrom> ?origin }} }}
             GROUP BY ?statement HAVING (COUNT(DISTINCT ?source) {sources}) ORDER BY {order}(?statement) LIMIT 1"
        );
        format!("<{}{}>", comity::vocab::ID, select(&BUNDLE, &query)[0]["statement"])
    };
    let (well, also_well) = (statements("= 2", "ASC"), statements("= 2", "DESC"));
    let poorly = statements("= 1", "ASC");
    let found = |one: &str, other: &str, min_sources: usize| {
        let ties = layer(&format!(
            "SELECT ?source ?target ?statement ?otherStatement {{ VALUES (?source ?target ?statement ?otherStatement) {{
               (<https://w3id.org/comity/id/state/BLR> <https://w3id.org/comity/id/state/CHN> {one} {other}) }} }}"
        ));
        let wanted = path::Request { min_sources, ..request(ties, "BLR", "CHN") };
        !paths(&BUNDLE, &wanted).unwrap().rows.is_empty()
    };
    assert!(found(&well, &also_well, 2));
    assert!(!found(&well, &poorly, 2) && !found(&poorly, &well, 2));
    assert!(found(&well, &poorly, 1));
}

#[test]
fn ties_of_alliances_agreements_and_shared_memberships_name_their_statements() {
    for name in ["alliances", "agreements", "shared-memberships"] {
        let found = Layer::find(name).unwrap();
        let mut wanted = request(found.clone(), "AUS", "NZL");
        // Recalled sources would not count for a least number of them.
        wanted.as_of = Some(day_of(date(1985, 1, 1)));
        let rows = paths(&BUNDLE, &wanted).unwrap().rows;
        assert!(!rows.is_empty(), "{name}");
        for row in rows {
            assert!(row.statement.is_some() && row.other_statement.is_some(), "{name}: {row:?}");
            assert!(!row.sources.is_empty(), "{name}: {row:?}");
        }
        assert!(network::describe(&BUNDLE, &found).unwrap().rows[0].sources > 1, "{name}");
    }
}

#[test]
fn all_holds_what_the_other_layers_hold() {
    let rows = |name: &str| {
        let layer = Layer::find(name).unwrap();
        let ties = read(&BUNDLE, &layer).unwrap().rows;
        ties.into_iter().map(move |row| {
            let relation = row.relation.clone().unwrap_or_else(|| layer.name.clone());
            // In `all` nothing has a weight.
            format!("{relation} {:?}", Row { weight: 1.0, relation: None, ..row })
        })
    };
    let all: BTreeSet<String> = rows("all").collect();
    // Positions and shared memberships are left out, as the file says.
    let others = Layer::names()
        .into_iter()
        .filter(|name| !["all", "positions", "shared-memberships"].contains(&name.as_str()));
    let together: BTreeSet<String> =
        others.flat_map(|name| rows(&name).collect::<Vec<_>>()).collect();
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        one.difference(other).take(3).cloned().collect::<Vec<_>>()
    };
    assert_eq!(only(&together, &all), Vec::<String>::new(), "not in `all`");
    assert_eq!(only(&all, &together), Vec::<String>::new(), "only in `all`");
}

fn ranking(layers: Vec<Layer>, measure: &str) -> centrality::Request {
    centrality::Request {
        layers,
        measure: measure.to_owned(),
        as_of: None,
        years: None,
        weighted: false,
        normalised: false,
        sensitivity: false,
        top: None,
    }
}

#[test]
fn equal_scores_share_a_rank_and_stand_in_order_of_iris() {
    let star = ties("AUT BEL; AUT CHE; AUT DEU");
    let rows = centrality(&BUNDLE, &ranking(vec![star], "betweenness")).unwrap().rows;
    let short: Vec<(&str, f64, u32)> =
        rows.iter().map(|row| (row.node.short.as_str(), row.score, row.rank)).collect();
    assert_eq!(
        short,
        [
            ("state/AUT", 3.0, 1),
            ("state/BEL", 0.0, 2),
            ("state/CHE", 0.0, 2),
            ("state/DEU", 0.0, 2)
        ]
    );
}

#[test]
fn a_date_outside_the_layer_is_not_covered_and_not_zero() {
    let mut wanted = ranking(vec![ties("AUT BEL 1990 1995")], "degree");
    wanted.as_of = Some(day_of("1996-01-01".parse().unwrap()));
    let answer = centrality(&BUNDLE, &wanted).unwrap();
    assert!(matches!(answer.completeness, Completeness::NotCovered(_)), "{answer:?}");
    wanted.as_of = Some(day_of("1995-12-31".parse().unwrap()));
    assert_eq!(centrality(&BUNDLE, &wanted).unwrap().rows.len(), 2);
}

#[test]
fn a_series_gives_each_year_what_that_year_alone_gives() {
    let layers = vec![Layer::find("alliances").unwrap()];
    let mut series = ranking(layers.clone(), "closeness");
    series.years = Some((1984, 1986));
    let mut single = ranking(layers, "closeness");
    single.as_of = Some(day_of("1985-12-31".parse().unwrap()));
    let of_series: Vec<(String, f64, u32)> = centrality(&BUNDLE, &series)
        .unwrap()
        .rows
        .into_iter()
        .filter(|row| row.year == Some(1985))
        .map(|row| (row.node.iri, row.score, row.rank))
        .collect();
    let of_year: Vec<(String, f64, u32)> = centrality(&BUNDLE, &single)
        .unwrap()
        .rows
        .into_iter()
        .map(|row| (row.node.iri, row.score, row.rank))
        .collect();
    assert!(!of_year.is_empty());
    assert_eq!(of_series, of_year);
}

#[test]
fn the_service_gives_the_numbers_of_the_study_and_joins() {
    let rows = select_with_services(
        &BUNDLE,
        "PREFIX svc: <https://w3id.org/comity/service#> PREFIX org: <http://www.w3.org/ns/org#>
         SELECT ?state ?score ?rank {
           SERVICE svc:centrality {
             [] svc:layer \"alliances\" ; svc:measure \"betweenness\" ; svc:asOf \"1985-01-01\"^^<http://www.w3.org/2001/XMLSchema#date> ;
                svc:node ?state ; svc:score ?score ; svc:rank ?rank .
           }
           ?membership org:member ?state ; org:organization <https://w3id.org/comity/id/organisation/NATO> .
         } ORDER BY ?rank ?state",
    )
    .unwrap();
    let mut wanted = ranking(vec![Layer::find("alliances").unwrap()], "betweenness");
    wanted.as_of = Some(day_of("1985-01-01".parse().unwrap()));
    let study = centrality(&BUNDLE, &wanted).unwrap().rows;
    assert!(rows.len() > 10);
    for row in rows {
        let of_study = study.iter().find(|found| found.node.short == row["state"]).unwrap();
        assert_eq!(row["rank"], of_study.rank.to_string());
        assert!((row["score"].parse::<f64>().unwrap() - of_study.score).abs() < 1e-9);
    }
}

#[test]
fn the_path_service_takes_the_callers_own_ties_and_inputs_from_values() {
    let rows = select_with_services(
        &BUNDLE,
        "PREFIX svc: <https://w3id.org/comity/service#>
         SELECT ?to ?hop ?from ?next {
           SERVICE svc:path {
             VALUES ?to { <https://w3id.org/comity/id/state/CHN> <https://w3id.org/comity/id/state/RUS> }
             [] svc:from <https://w3id.org/comity/id/state/BLR> ; svc:to ?to ; svc:maxHops 3 ;
                svc:edges \"SELECT ?source ?target { VALUES (?source ?target) { (<https://w3id.org/comity/id/state/BLR> <https://w3id.org/comity/id/state/RUS>) (<https://w3id.org/comity/id/state/RUS> <https://w3id.org/comity/id/state/CHN>) } }\" ;
                svc:hop ?hop ; svc:hopFrom ?from ; svc:hopTo ?next .
           }
         } ORDER BY ?to ?hop",
    )
    .unwrap();
    let hops: Vec<(&str, &str, &str)> = rows
        .iter()
        .map(|row| (row["to"].as_str(), row["from"].as_str(), row["next"].as_str()))
        .collect();
    assert_eq!(
        hops,
        [
            ("state/CHN", "state/BLR", "state/RUS"),
            ("state/CHN", "state/RUS", "state/CHN"),
            ("state/RUS", "state/BLR", "state/RUS")
        ]
    );
}

#[test]
fn a_service_says_which_parameter_is_wrong() {
    let error = |block: &str| {
        let query = format!(
            "PREFIX svc: <https://w3id.org/comity/service#> SELECT * {{ SERVICE svc:centrality {{ {block} }} }}"
        );
        select_with_services(&BUNDLE, &query).unwrap_err().to_string()
    };
    assert!(
        error("[] svc:layer \"alliances\" ; svc:meassure \"degree\" ; svc:node ?n")
            .contains("did you mean svc:measure?")
    );
    assert!(
        error("[] svc:layer ?l ; svc:measure \"degree\" ; svc:node ?n").contains("svc:layer is ?l")
    );
    assert!(error("[] svc:layer \"alliances\" ; svc:node ?n").contains("svc:measure is missing"));
    assert!(
        error("[] svc:layer \"nothing\" ; svc:measure \"degree\" ; svc:node ?n")
            .contains("there are")
    );
    assert!(
        error(
            "[] svc:layer \"alliances\" ; svc:measure \"degree\" ; svc:asOf \"soon\" ; svc:node ?n"
        )
        .contains("a date such as")
    );
}

#[test]
fn every_layer_that_comes_with_the_program_is_a_network() {
    let names = Layer::names();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        let layer = Layer::find(&name).unwrap();
        assert_ne!(layer.title, name, "`{name}` has no title");
        assert!(!layer.description.is_empty(), "`{name}` does not say what counts");
        let row = network::describe(&BUNDLE, &layer).unwrap().rows.remove(0);
        assert!(row.ties > 0, "`{name}` has no ties");
        assert_eq!(row.dropped, "", "`{name}` drops rows");
    }
}

#[test]
fn what_is_not_there_is_named_with_what_is() {
    let error = Layer::find("aliances").unwrap_err().to_string();
    assert!(
        error.contains("there is no layer `aliances`") && error.contains("alliances"),
        "{error}"
    );
    let wanted = request(Layer::find("alliances").unwrap(), "Belarus", "Kiribati");
    let error = paths(&BUNDLE, &wanted).unwrap_err();
    assert!(matches!(&error, StudyError::NotInLayer { elsewhere: Some(_), .. }), "{error}");
}

#[test]
fn a_service_does_not_read_files() {
    let query = "PREFIX svc: <https://w3id.org/comity/service#> SELECT * {
        SERVICE svc:communities { [] svc:layer \"/etc/passwd\" ; svc:node ?node } }";
    let error = select_with_services(&BUNDLE, query).unwrap_err().to_string();
    assert!(error.contains("there is no layer `/etc/passwd`"), "{error}");
}

#[test]
fn a_service_says_that_a_date_is_not_covered() {
    let ask = |outputs: &str| {
        let query = format!(
            "PREFIX svc: <https://w3id.org/comity/service#> SELECT * {{
               SERVICE svc:structure {{ [] svc:layer \"alliances\" ; svc:asOf \"1700-01-01\" ; {outputs} }} }}"
        );
        select_with_services(&BUNDLE, &query)
    };
    let error = ask("svc:measure \"density\" ; svc:value ?value").unwrap_err().to_string();
    assert!(error.contains("not covered: the layer covers 1"), "{error}");
    let rows =
        ask("svc:value ?value ; svc:completeness ?completeness ; svc:covered ?covered").unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["completeness"], "not-covered");
    assert!(rows[0]["covered"].starts_with("the layer covers 1") && !rows[0].contains_key("value"));
}

#[test]
fn a_service_finds_those_who_are_alike_or_compares_two() {
    let ask = |b: &str| {
        let query = format!(
            "PREFIX svc: <https://w3id.org/comity/service#> SELECT * {{
               SERVICE svc:similarity {{ [] svc:layer \"positions\" ; svc:a \"Belarus\" ; {b} svc:value ?value ; svc:compared ?compared }} }}"
        );
        select_with_services(&BUNDLE, &query).unwrap()
    };
    let all = ask("svc:b ?b ;");
    assert!(all.len() > 100);
    let russia = ask("svc:b \"Russia\" ;");
    let in_all = all.iter().find(|row| row["b"] == "state/RUS").unwrap();
    assert_eq!((russia.len(), &russia[0]["value"]), (1, &in_all["value"]));
}
