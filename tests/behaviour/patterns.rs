//! Patterns that are more than size: backbones, null models, triads, balance, brokers, groups, ideal points, and
//! layers that explain others.

use comity::projection::Layer;
use comity::study::ideal_points::{self, ideal_points};
use comity::study::structure::{self, Grouping, Row, View, ViewOptions, structure};
use comity::study::{When, centrality, communities, explain, similarity};

use crate::shared::BUNDLE;

/// A layer of rows such as `BLR RUS 1 1992 2009`: the weight and the years may be left out from the end.
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
            let node = |at: usize| format!("<https://w3id.org/comity/id/state/{}>", parts[at]);
            let (weight, start, end) =
                (parts.get(2).unwrap_or(&"1"), date(3, "01-01"), date(4, "12-31"));
            format!("({} {} {weight} {start} {end})", node(0), node(1))
        })
        .collect();
    let variables = "?source ?target ?weight ?start ?end";
    let text = format!("{header}\nSELECT {variables} {{ VALUES ({variables}) {{ {values} }} }}");
    Layer::from_text("own", &text).unwrap()
}

const DIRECTED: &str = "# Direction: directed";
const CHOICES: &str = "# Projection: agreement";

fn request(layer: Layer, view: View) -> structure::Request {
    structure::Request { layers: vec![layer], when: When::Ever, backbone: None, view }
}

fn rows(request: &structure::Request) -> Vec<Row> {
    structure(&BUNDLE, request).unwrap_or_else(|error| panic!("{error}")).rows
}

fn value(rows: &[Row], measure: &str) -> Option<f64> {
    rows.iter().find(|row| row.measure == measure).unwrap_or_else(|| panic!("{measure}")).value
}

#[test]
fn a_backbone_has_the_ties_that_stand_out() {
    let star = "DEU FRA 80; DEU ITA 1; DEU POL 1; DEU DNK 1; DEU NLD 1; FRA ITA 1";
    let mut wanted = request(layer("", star), View::Whole);
    assert_eq!(value(&rows(&wanted), "ties"), Some(6.0));
    wanted.backbone = Some(0.01);
    let found = rows(&wanted);
    assert_eq!((value(&found, "ties"), value(&found, "nodes")), (Some(1.0), Some(2.0)));
    wanted.backbone = Some(2.0);
    assert!(structure(&BUNDLE, &wanted).unwrap_err().to_string().contains("significance"));
}

#[test]
fn closed_triangles_are_more_than_degrees_would_make() {
    let names =
        ["AUT", "BEL", "CHE", "DEU", "ESP", "FRA", "GBR", "HUN", "ITA", "JPN", "KOR", "LUX"];
    let triangles: Vec<String> = names
        .chunks(3)
        .flat_map(|t| [(t[0], t[1]), (t[1], t[2]), (t[2], t[0])])
        .map(|(one, other)| format!("{one} {other}"))
        .collect();
    let view = View::NullModel { samples: 100, seed: 5 };
    let wanted = request(layer("", &triangles.join(";")), view);
    let found = rows(&wanted);
    let transitivity = found.iter().find(|row| row.measure == "transitivity").unwrap();
    let chance = transitivity.chance.unwrap();
    assert_eq!(transitivity.value, Some(1.0));
    assert!(chance.mean < 0.5 && chance.z > Some(2.0) && chance.p < 0.05, "{chance:?}");
    assert_eq!(found, rows(&wanted), "the seed decides");
    // All have the same degree, so that degrees cannot be assortative; and nothing is directed.
    let assortativity = found.iter().find(|row| row.measure == "degree-assortativity").unwrap();
    assert_eq!((assortativity.value, assortativity.chance), (None, None));
    assert!(found.iter().all(|row| row.measure != "reciprocity"));
}

#[test]
fn triads_are_counted_by_kind() {
    let found = rows(&request(layer(DIRECTED, "AUT BEL; BEL CHE; CHE AUT; CHE DEU"), View::Triads));
    assert_eq!(found.len(), 16);
    assert_eq!((value(&found, "030C"), value(&found, "003")), (Some(1.0), Some(0.0)));
    let all: f64 = found.iter().filter_map(|row| row.value).sum();
    assert_eq!(all, 4.0);
}

#[test]
fn an_enemy_of_an_enemy_is_balanced() {
    let friends = layer("", "USA GBR");
    let foes = layer("", "USA SUN; GBR SUN");
    let found = rows(&request(friends, View::Balance { hostile: vec![foes] }));
    assert_eq!(value(&found, "triangles-with-two-hostile"), Some(1.0));
    assert_eq!((value(&found, "balanced"), value(&found, "two-camps")), (Some(1.0), Some(1.0)));
}

fn of<'r>(rows: &'r [Row], node: &str, measure: &str) -> &'r Row {
    let is_of = |row: &&Row| row.node.as_ref().is_some_and(|found| found.short == node);
    rows.iter().find(|row| is_of(row) && row.measure == measure).unwrap()
}

#[test]
fn brokers_stand_between_regions_or_blocs() {
    let ties = layer("", "POL DEU; DEU USA");
    let found = rows(&request(ties.clone(), View::Brokerage(Grouping::Continent)));
    // Poland and Germany are in Europe: each way round, Germany is gatekeeper once and representative once.
    assert_eq!(of(&found, "state/DEU", "gatekeeper").value, Some(1.0));
    assert_eq!(of(&found, "state/DEU", "representative").value, Some(1.0));
    let region = of(&found, "state/USA", "all-roles").group.clone().unwrap();
    assert_eq!(region.label.as_deref(), Some("Americas"));
    let blocs: Grouping = "NATO,WARSAW-PACT".parse().unwrap();
    let mut in_1985 =
        request(layer("", "POL DEU 1 1980 1989; DEU USA 1 1980 1989"), View::Ei(blocs));
    in_1985.when = When::Years(1985, 1986);
    let found = rows(&in_1985);
    assert_eq!(found[0].year, Some(1985));
    assert_eq!(value(&found, "ei-index"), Some(0.0));
    assert_eq!(
        of(&found, "state/POL", "ei-index").group.as_ref().map(|group| group.short.as_str()),
        Some("organisation/WARSAW-PACT")
    );
    let unknown = request(ties, View::Ei("NATTO".parse().unwrap()));
    assert!(structure(&BUNDLE, &unknown).unwrap_err().to_string().contains("NATTO"));
}

#[test]
fn a_series_gives_each_year_what_that_year_alone_gives_of_shared_bodies_too() {
    let layers = vec![Layer::find("shared-memberships").unwrap()];
    let mut wanted =
        communities::Request { layers, when: When::Years(1984, 1985), seed: 0, resolution: 1.0 };
    let series = communities::communities(&BUNDLE, &wanted).unwrap().rows;
    wanted.when = When::On(comity::projection::day_of(jiff::civil::date(1985, 12, 31)));
    let single = communities::communities(&BUNDLE, &wanted).unwrap().rows;
    let of_year: Vec<(&str, u32)> = series
        .iter()
        .filter(|row| row.year == Some(1985))
        .map(|row| (row.node.iri.as_str(), row.community))
        .collect();
    let alone: Vec<(&str, u32)> =
        single.iter().map(|row| (row.node.iri.as_str(), row.community)).collect();
    assert!(alone.len() > 100);
    assert_eq!(of_year, alone);
}

#[test]
fn a_series_of_strengths_counts_the_members_of_each_day() {
    let mut wanted = centrality::Request {
        layers: vec![Layer::find("shared-memberships").unwrap()],
        measure: "strength".to_owned(),
        as_of: None,
        years: Some((1985, 1985)),
        weighted: false,
        normalised: false,
        sensitivity: false,
        top: None,
    };
    let scores = |wanted: &centrality::Request| -> Vec<(String, f64)> {
        let rows = centrality::centrality(&BUNDLE, wanted).unwrap().rows;
        rows.into_iter().map(|row| (row.node.iri, row.score)).collect()
    };
    let of_series = scores(&wanted);
    (wanted.years, wanted.as_of) =
        (None, Some(comity::projection::day_of(jiff::civil::date(1985, 12, 31))));
    assert_eq!(of_series, scores(&wanted));
}

#[test]
fn votes_are_compared_year_by_year() {
    let votes = "USA V1 1 1990 1990; RUS V1 1 1990 1990; USA V2 1 1991 1991; RUS V2 0 1991 1991";
    let wanted = similarity::Request {
        layer: layer(CHOICES, votes),
        a: "USA".to_owned(),
        b: Some("RUS".to_owned()),
        measure: "share".to_owned(),
        from: None,
        to: None,
        years: Some((1990, 1992)),
        least: 1,
        top: None,
    };
    let rows = similarity::similarity(&BUNDLE, &wanted).unwrap().rows;
    let found: Vec<_> = rows.iter().map(|row| (row.year, row.value)).collect();
    assert_eq!(found, [(Some(1990), Some(1.0)), (Some(1991), Some(0.0))]);
}

#[test]
fn ideal_points_run_from_anchor_to_anchor() {
    let wanted = ideal_points::Request {
        layer: Layer::find("positions").unwrap(),
        anchors: ("Cuba".to_owned(), "USA".to_owned()),
        from: None,
        to: None,
        abstention_is_no: false,
        replicates: 10,
        seed: 1,
        least: 10,
    };
    let answer = ideal_points(&BUNDLE, &wanted).unwrap();
    let point = |code: &str| {
        let is = |row: &&ideal_points::Row| row.node.short == format!("state/{code}");
        answer.rows.iter().find(is).unwrap_or_else(|| panic!("{code}")).clone()
    };
    let (usa, israel, cuba) = (point("USA"), point("ISR"), point("CUB"));
    assert!(
        usa.point > 1.0 && israel.point > 1.0 && cuba.point < 0.0,
        "{usa:?} {israel:?} {cuba:?}"
    );
    assert!(usa.error > Some(0.0) && usa.low <= usa.high && usa.votes >= 10);
    assert_eq!(answer.rows, ideal_points(&BUNDLE, &wanted).unwrap().rows);
    let ties = ideal_points::Request { layer: layer("", "USA CUB"), ..wanted };
    assert!(ideal_points(&BUNDLE, &ties).unwrap_err().to_string().contains("choices"));
}

#[test]
fn a_layer_explains_itself() {
    let alliances = || Layer::find("alliances").unwrap();
    let wanted = explain::Request {
        layer: alliances(),
        by: vec![alliances()],
        as_of: Some(comity::projection::day_of(jiff::civil::date(1985, 1, 1))),
        permutations: 99,
        seed: 0,
    };
    let answer = explain::explain(&BUNDLE, &wanted).unwrap();
    let [constant, alliances] = answer.rows.as_slice() else { panic!("{answer:?}") };
    assert_eq!((constant.term.as_str(), constant.p), ("constant", None));
    assert!((alliances.coefficient - 1.0).abs() < 1e-9 && alliances.p == Some(0.01), "{answer:?}");
}

#[test]
fn views_have_names() {
    for name in structure::VIEWS.replace(" or ", ", ").split(", ") {
        assert!(View::named(name, ViewOptions::default()).is_some(), "{name}");
    }
    assert_eq!(View::named("edges", ViewOptions::default()), None);
}
