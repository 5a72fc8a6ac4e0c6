//! Reports: what is handed on, whose every line says who says so; and figures.

use comity::projection::{Layer, day_of};
use comity::report::briefing::{Briefing, html, markdown, report_json, text};
use comity::report::{centrality_plot, network_plot};
use comity::service::services;
use comity::study::report::{Report, ReportError, ReportKind, Request, Section, report};
use comity::study::{centrality, network};

use crate::shared::BUNDLE;

const WIDTH: u16 = 110;

fn request(kind: ReportKind, subjects: &[&str], as_of: &str) -> Request {
    Request {
        kind,
        subjects: subjects.iter().map(|&name| name.to_owned()).collect(),
        as_of: Some(day_of(as_of.parse().unwrap())),
        own: Vec::new(),
        services: services(),
    }
}

fn made(kind: ReportKind, subjects: &[&str]) -> Report {
    report(&BUNDLE, &request(kind, subjects, "2025-12-31"))
        .unwrap_or_else(|error| panic!("{error}"))
}

/// One report of each kind.
fn all() -> Vec<Report> {
    let subjects = |kind| match kind {
        ReportKind::Country => vec!["BLR"],
        ReportKind::Dyad => vec!["BLR", "CHN"],
        ReportKind::Organisation => vec!["SCO"],
        ReportKind::Agreement => vec!["Paris Agreement"],
        ReportKind::Initiative => vec!["BRI"],
        ReportKind::Issue => vec!["one-China principle"],
        ReportKind::Source => vec!["seed article"],
        ReportKind::Overview => vec![],
    };
    ReportKind::ALL.into_iter().map(|kind| made(kind, &subjects(kind))).collect()
}

/// The version changes with every change of the data.
fn without_version(report: &Report, text: &str) -> String {
    text.replace(&report.data_version.to_string(), "[version]")
}

#[test]
fn a_report_reads_well_in_a_terminal_and_as_markdown() {
    for (kind, subjects) in
        [(ReportKind::Dyad, &["BLR", "CHN"][..]), (ReportKind::Country, &["BLR"])]
    {
        let report = made(kind, subjects);
        let briefing = Briefing::new(&report);
        let as_text = without_version(&report, &text(&briefing, WIDTH));
        let as_markdown = without_version(&report, &markdown(&briefing));
        insta::assert_snapshot!(format!("{kind} as text"), as_text);
        insta::assert_snapshot!(format!("{kind} as markdown"), as_markdown);
    }
}

#[test]
fn every_row_of_statements_has_a_reference() {
    for report in all() {
        for section in report.sections.iter().filter(|section| section.is_sourced) {
            for row in &section.rows {
                assert!(
                    !row.citations.is_empty(),
                    "{}/{}: {:?}",
                    report.kind,
                    section.name,
                    row.values
                );
            }
        }
    }
}

#[test]
fn every_kind_of_report_has_sections_with_rows_and_numbers_its_sources_without_gaps() {
    for report in all() {
        assert!(report.has_data(), "{}", report.kind);
        let numbers: Vec<usize> =
            report.references.iter().map(|reference| reference.number).collect();
        assert_eq!(numbers, (1..=report.references.len()).collect::<Vec<_>>(), "{}", report.kind);
    }
}

#[test]
fn the_html_is_one_file_that_asks_for_nothing() {
    for report in all() {
        let page = html(&Briefing::new(&report));
        for asks in [" src=", "<link", "<script", "url(", "@import", "xlink", "<iframe", "<img"] {
            assert!(!page.contains(asks), "{}: {asks}", report.kind);
        }
        // Links lead within the page, or are the addresses of sources.
        for link in page.split("href=\"").skip(1).filter(|link| !link.starts_with('#')) {
            let url = link.split('"').next().unwrap().replace("&amp;", "&");
            let is_source = |of: &&str| *of == url;
            let mut addresses =
                report.references.iter().filter_map(|known| known.address.as_deref());
            assert!(addresses.any(|of| is_source(&of)), "{}: {url}", report.kind);
        }
    }
}

#[test]
fn the_html_of_a_dyad_has_figures_that_stand_alone() {
    let report = made(ReportKind::Dyad, &["BLR", "CHN"]);
    let page = html(&Briefing::new(&report));
    for title in ["declared partnership", "organisations that they share", "figures of trade"] {
        assert!(page.contains(&format!("<title>Belarus and China: {title}</title>")), "{title}");
    }
}

#[test]
fn what_was_recalled_is_marked_wherever_it_is_cited() {
    let report = made(ReportKind::Dyad, &["BLR", "CHN"]);
    let recalled = report.references.iter().find(|reference| reference.is_recalled()).unwrap();
    let mark = format!("[{} recalled]", recalled.number);
    let briefing = Briefing::new(&report);
    for surface in [text(&briefing, WIDTH), markdown(&briefing), html(&briefing)] {
        assert!(surface.contains(&mark), "{mark}");
        assert!(surface.contains("recalled, not opened"));
        // The list of references begins its lines with the number; a citation never has it alone.
        let alone = format!("[{}]", recalled.number);
        assert!(surface.lines().all(|line| !line.trim_start_matches(&alone).contains(&alone)));
    }
    assert_eq!(report_json(&report)["references"][recalled.number - 1]["citation"], "recalled");
}

#[test]
fn the_history_of_a_partnership_is_in_the_words_of_its_declarations() {
    let report = made(ReportKind::Dyad, &["China", "Belarus"]);
    let page = markdown(&Briefing::new(&report));
    for words in ["“comprehensive strategic partnership”", "2016-09-29", "2022-09-15"] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_report_for_an_earlier_day_knows_nothing_of_later_ones() {
    let request = request(ReportKind::Dyad, &["BLR", "CHN"], "2014-01-01");
    let page = text(&Briefing::new(&report(&BUNDLE, &request).unwrap()), WIDTH);
    assert!(page.contains("as of 2014-01-01"));
    let partnership = page.split("Declared partnership").nth(1).unwrap();
    let partnership = partnership.split("Organisations that they share").next().unwrap();
    assert!(partnership.contains("2013-07"), "{partnership}");
    assert!(!partnership.contains("2016-09-29"), "{partnership}");
}

#[test]
fn doubts_and_gaps_are_said_aloud() {
    let report = made(ReportKind::Dyad, &["BLR", "CHN"]);
    let page = text(&Briefing::new(&report), WIDTH);
    assert!(page.contains("Where sources disagree"));
    assert!(page.contains("implausible"));
    assert!(page.contains("What is missing"));
    assert!(page.contains("not covered: "), "{page}");
    assert!(page.contains("What the sources cover"));
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    let error = report(&BUNDLE, &request(ReportKind::Country, &["Belaruss"], "2025-01-01"));
    let message = error.unwrap_err().to_string();
    assert!(message.contains("did you mean Belarus"), "{message}");
}

#[test]
fn a_report_has_as_many_names_as_it_needs() {
    let message = |kind, subjects: &[&str]| {
        report(&BUNDLE, &request(kind, subjects, "2025-01-01")).unwrap_err().to_string()
    };
    assert_eq!(message(ReportKind::Dyad, &["BLR"]), "a report on a dyad takes two names, not 1");
    assert_eq!(
        message(ReportKind::Overview, &["BLR"]),
        "a report on an overview takes no name, not 1"
    );
    assert_eq!(
        message(ReportKind::Dyad, &["BLR", "Belarus"]),
        "a dyad has two states, and `Belarus` is the first one again"
    );
}

#[test]
fn a_subject_without_data_says_so() {
    let report = made(ReportKind::Dyad, NOTHING_BETWEEN);
    assert!(!report.has_data());
    let page = text(&Briefing::new(&report), WIDTH);
    assert!(page.contains("Nothing is stored about this subject"), "{page}");
    assert!(page.contains("What is missing"));
}

/// Two states of the nineteenth century that had little to do with each other.
const NOTHING_BETWEEN: &[&str] = &["Hanover", "Zanzibar"];

#[test]
fn a_section_of_ones_own_stands_in_its_place_and_may_take_that_of_another() {
    let own = |name: &str| {
        let text = "# Title: Mine\n# What it says.\n# Parameters:\n#   ?a (state) : one\n\
                    SELECT ?a WHERE { ?a <https://w3id.org/comity/ontology#founded> ?day }";
        Section::from_text(name, text).unwrap()
    };
    let mut request = request(ReportKind::Dyad, &["BLR", "CHN"], "2025-01-01");
    let before = report(&BUNDLE, &request).unwrap().sections.len();
    request.own = vec![own("25-mine"), own("50-visits")];
    let sections = report(&BUNDLE, &request).unwrap().sections;
    assert_eq!(sections.len(), before + 1);
    let mine: Vec<&str> = sections
        .iter()
        .filter(|section| section.title == "Mine")
        .map(|section| section.name.as_str())
        .collect();
    assert_eq!(mine, ["25-mine", "50-visits"]);
}

#[test]
fn what_is_wrong_with_a_section_names_the_section() {
    let with = |text: &str| {
        let mut request = request(ReportKind::Overview, &[], "2025-01-01");
        request.own = vec![Section::from_text("99-mine", text)?];
        report(&BUNDLE, &request)
    };
    let message = |text: &str| ReportError::to_string(&with(text).unwrap_err());
    assert_eq!(
        message("# Parameters:\n#   ?subject (state) : one\nSELECT ?subject { ?subject ?p 1 }"),
        "section `99-mine` has a parameter `?subject`: this report sets ?date"
    );
    assert_eq!(
        message("# Figure: bars; label x; value y\nSELECT ?x { ?x a ?c }"),
        "section `99-mine`: the figure needs a column `?y`, which the query does not select"
    );
    assert!(message("ASK { ?x a ?c }").starts_with("section `99-mine`: "));
}

#[test]
fn the_json_names_the_references_of_each_row() {
    let report = made(ReportKind::Country, &["BLR"]);
    let json = report_json(&report);
    assert_eq!(json["study"], "report");
    assert_eq!(json["parameters"]["asOf"], "2025-12-31");
    let sections = json["sections"].as_array().unwrap();
    let memberships =
        sections.iter().find(|section| section["section"] == "20-organisations").unwrap();
    for row in memberships["rows"].as_array().unwrap() {
        assert!(row["references"][0]["number"].is_u64(), "{row}");
        assert!(row["statement"].as_str().unwrap().contains("/id/"), "{row}");
    }
}

#[test]
fn a_plot_says_what_it_shows_and_of_which_data() {
    let answer = centrality::centrality(
        &BUNDLE,
        &centrality::Request {
            layers: vec![Layer::find("alliances").unwrap()],
            measure: "degree".to_owned(),
            as_of: Some(day_of("1985-01-01".parse().unwrap())),
            years: None,
            weighted: false,
            normalised: false,
            sensitivity: false,
            top: Some(5),
        },
    )
    .unwrap();
    let plot = centrality_plot(&answer);
    assert!(plot.contains("<title>Degree in alliances</title>"), "{plot}");
    assert!(plot.contains("As of 1985-01-01. Comity, data version "), "{plot}");
    assert_eq!(plot.matches("<rect x=").count(), 5);
}

#[test]
fn a_drawing_of_a_network_has_a_line_for_each_pair() {
    let layer = Layer::find("partnerships").unwrap();
    let answer = network::ties(&BUNDLE, &layer, None).unwrap();
    let plot = network_plot(&answer);
    assert_eq!(plot.matches("<line ").count(), answer.rows.len());
    assert!(plot.contains(">China</text>"));
}
