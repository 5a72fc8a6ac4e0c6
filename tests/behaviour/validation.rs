//! The bundle is valid; each defect is named with its node, its rule and its file.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use comity::import::rdf::{Options, read};
use comity::store::Store;
use comity::validate::{Finding, Severity, validate};

use crate::shared::BUNDLE;

#[test]
fn the_bundle_has_no_error() {
    let errors: Vec<Finding> = validate(&BUNDLE)
        .unwrap()
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// Statements that are each wrong in one way, and one that is sound, in one file.
const BROKEN: &str = r#"
@base <https://w3id.org/comity/id/> .
@prefix cmt: <https://w3id.org/comity/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<membership/sound> a cmt:Membership ; org:member <state/XTN> ; org:role <role/member> ;
    org:organization <organisation/UN> ; cmt:source <source/seed-article> ; cmt:start "2020-01-01"^^xsd:date .
<membership/unsourced> a cmt:Membership ; org:member <state/XTN> ; org:role <role/member> ;
    org:organization <organisation/SCO> .
<membership/reversed> a cmt:Membership ; org:member <state/XTN> ; org:role <role/member> ;
    org:organization <organisation/EAEU> ; cmt:source <source/seed-article> ;
    cmt:start "2020-01-01"^^xsd:date ; cmt:end "2019-12-31"^^xsd:date .
<membership/nobody> a cmt:Membership ; org:member <state/ZZZ> ; org:role <role/member> ;
    org:organization <organisation/UN> ; cmt:source <source/seed-article> .
<membership/undated> a cmt:Membership ; org:member <state/XTN> ; org:role <role/member> ;
    org:organization <organisation/CIS> ; cmt:source <source/seed-article> ; cmt:start "soon" .
<membership/impossible> a cmt:Membership ; org:member <state/XTN> ; org:role <role/member> ;
    org:organization <organisation/CSTO> ; cmt:source <source/seed-article> ; cmt:start "2014-02-30"^^xsd:date .
<position/undecided> a cmt:StandingPosition ; cmt:holder <state/BLR> ; cmt:on <proposition/one-china-principle> ;
    cmt:source <source/seed-article> .
<visit/nowhere> a cmt:Visit ; cmt:visitor <person/alexander-lukashenko> ; cmt:source <source/seed-article> ;
    cmt:start "2020-01-01"^^xsd:date .
<coverage/bad> a cmt:Coverage ; cmt:exhaustive "perhaps" ;
    cmt:start "2010-01-01"^^xsd:date ; cmt:end "2001-01-01"^^xsd:date .
<source/undated> a cmt:WebPage ; dcterms:title "A page"@en ; cmt:citation cmt:opened .
<passage/backwards> a cmt:Passage ; oa:hasSource <source/seed-article> ; oa:hasSelector <passage/backwards#selector> .
<passage/backwards#selector> a oa:TextPositionSelector ; oa:start 9 ; oa:end 3 .
"#;

static FINDINGS: LazyLock<Vec<Finding>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.ttl");
    fs::write(&file, BROKEN).unwrap();
    let change = read(&[file], &Options::default()).unwrap();
    validate(&Store::bundled().unwrap().preview(&change).unwrap()).unwrap()
});

/// The defect is an error on the node, by a rule with these words in its name, in the file.
fn check(node: &str, rule: &str) {
    let is_of_node =
        |finding: &&Finding| finding.node.ends_with(node) && finding.severity == Severity::Error;
    let found: Vec<&Finding> = FINDINGS.iter().filter(is_of_node).collect();
    let names_the_defect = |finding: &&&Finding| {
        finding.rule.contains(rule)
            && !finding.message.is_empty()
            && finding.file.as_ref().is_some_and(|file| file.ends_with("broken.ttl"))
    };
    assert!(
        found.iter().any(|finding| names_the_defect(&finding)),
        "no error `{rule}` on {node}: {found:#?}"
    );
}

#[test]
fn each_defect_is_named_with_its_node_its_rule_and_its_file() {
    check("membership/unsourced", "source");
    check("membership/reversed", "end");
    check("membership/nobody", "member");
    check("membership/undated", "start");
    check("membership/impossible", "impossible-date");
    check("position/undecided", "stance");
    check("visit/nowhere", "host");
    check("source/undated", "source");
    for rule in ["source", "kind", "start-before-end", "exhaustive"] {
        check("coverage/bad", &format!("coverage-{rule}"));
    }
    check("passage/backwards#selector", "start-before-end");
}

#[test]
fn what_is_sound_is_left_alone() {
    let of_sound: Vec<&Finding> =
        FINDINGS.iter().filter(|finding| finding.node.ends_with("membership/sound")).collect();
    assert!(of_sound.is_empty(), "{of_sound:#?}");
    let nodes: BTreeSet<&str> = FINDINGS
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.node.as_str())
        .collect();
    assert_eq!(nodes.len(), 10, "only the broken ones: {nodes:?}");
}
