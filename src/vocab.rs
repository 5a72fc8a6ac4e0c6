//! The names that Comity writes and reads: its own terms, and those of other vocabularies that it reuses.
//!
//! `ontology/comity.ttl` says what our terms mean; this module only spells them. The two declare
//! the same terms, and a test holds [`cmt::TERMS`] against the Turtle. Names of things (a state, a
//! role, a unit) are not here: they are data, and data are read, not compiled in.
//!
//! # Example
//!
//! ```
//! use comity::vocab::{self, cmt};
//!
//! assert_eq!(cmt::KNOWN_UNTIL.as_str(), "https://w3id.org/comity/ontology#knownUntil");
//! assert!(cmt::KNOWN_UNTIL.as_str().starts_with(vocab::ONTOLOGY));
//! ```

use oxrdf::NamedNodeRef;

/// Namespace of our classes, properties, datatypes and individuals (`cmt:`).
pub const ONTOLOGY: &str = "https://w3id.org/comity/ontology#";
/// Namespace of things and statements: `{kind}/{slug}` follows.
pub const ID: &str = "https://w3id.org/comity/id/";
/// Namespace of named graphs: the path of the data file without its ending follows.
pub const GRAPH: &str = "https://w3id.org/comity/graph/";
/// Namespace of the services that a query calls by `SERVICE` (`svc:`).
pub const SERVICE: &str = "https://w3id.org/comity/service#";
/// Namespace of the functions that a query calls in an expression (`cmf:`).
pub const FUNCTION: &str = "https://w3id.org/comity/function#";
/// Namespace of the shapes that data are validated against.
pub const SHAPE: &str = "https://w3id.org/comity/shape/";

/// Graph of the direct edges, which rules materialise and which no file holds.
pub const GRAPH_DERIVED: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/comity/graph/derived");
/// The store's own graph: which versions of graphs are current. Readers do not see it.
pub const GRAPH_STORE: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/comity/graph/store");
/// Graph that says which file each loaded graph came from.
pub const GRAPH_LOADS: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/comity/graph/loads");
/// Graph of the ontology and of its concept schemes.
pub const GRAPH_ONTOLOGY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("https://w3id.org/comity/graph/ontology");

/// Declares one constant a term, documented by its IRI, and the list of them all.
macro_rules! vocabulary {
    ($namespace:literal: $($name:ident = $local:literal),+ $(,)?) => {
        /// The namespace that all terms of this module share.
        pub const NAMESPACE: &str = $namespace;

        $(
            #[doc = concat!("<", $namespace, $local, ">")]
            pub const $name: NamedNodeRef<'static> =
                NamedNodeRef::new_unchecked(concat!($namespace, $local));
        )+

        /// Every term of this module, in the order of declaration.
        pub const TERMS: &[NamedNodeRef<'static>] = &[$($name),+];
    };
}

/// Our own terms, declared and defined in `ontology/comity.ttl`.
///
/// Where a class and a property differ only in case (`cmt:Source`, `cmt:source`), the property has
/// the plain name and the class ends in `_CLASS`.
pub mod cmt {
    use super::NamedNodeRef;

    vocabulary! {
        "https://w3id.org/comity/ontology#":
        // Things: states and other actors
        BLOC = "Bloc",
        FORMER_STATE = "FormerState",
        GOVERNMENT = "Government",
        OFFICE_CLASS = "Office",
        ORGANISATION = "Organisation",
        PERSON_CLASS = "Person",
        PLACE = "Place",
        REGION_CLASS = "Region",
        STATE = "State",
        TERRITORY = "Territory",
        // Things: agreements, initiatives and matters of dispute
        AGREEMENT_CLASS = "Agreement",
        BILATERAL_AGREEMENT = "BilateralAgreement",
        INDICATOR_CLASS = "Indicator",
        INITIATIVE = "Initiative",
        ISSUE = "Issue",
        JOINT_STATEMENT = "JointStatement",
        MULTILATERAL_AGREEMENT = "MultilateralAgreement",
        PROJECT = "Project",
        PROPOSITION = "Proposition",
        RESOLUTION = "Resolution",
        VOTE = "Vote",
        // Sources
        ARTICLE = "Article",
        COVERAGE = "Coverage",
        DATASET_SOURCE = "DatasetSource",
        DOCUMENT = "Document",
        PASSAGE_CLASS = "Passage",
        SOURCE_CLASS = "Source",
        WEB_PAGE = "WebPage",
        // Statements
        ACCREDITATION = "Accreditation",
        ASSESSMENT = "Assessment",
        ATTRIBUTION = "Attribution",
        CODE_ASSIGNMENT = "CodeAssignment",
        DIPLOMATIC_RELATION = "DiplomaticRelation",
        FORECAST = "Forecast",
        INVOLVEMENT = "Involvement",
        MEASURE = "Measure",
        MEMBERSHIP = "Membership",
        OBSERVATION = "Observation",
        PARTNERSHIP = "Partnership",
        POSITION = "Position",
        POSITION_ACT = "PositionAct",
        RECOGNITION = "Recognition",
        REPRESENTATION = "Representation",
        STANDING_POSITION = "StandingPosition",
        STATEMENT = "Statement",
        STATEMENT_SIGNED = "StatementSigned",
        SUCCESSION = "Succession",
        TENURE = "Tenure",
        TREATY_ACTION = "TreatyAction",
        VISIT = "Visit",
        VOTE_CAST = "VoteCast",
        // What every statement may carry: sources
        CITED_SOURCE = "citedSource",
        PASSAGE = "passage",
        READING = "reading",
        SOURCE = "source",
        WORDS = "words",
        // What every statement may carry: dates
        DATE = "date",
        DATE_TEXT = "dateText",
        END = "end",
        END_EARLIEST = "endEarliest",
        END_TEXT = "endText",
        KNOWN_UNTIL = "knownUntil",
        START = "start",
        START_LATEST = "startLatest",
        START_TEXT = "startText",
        // Properties of memberships, diplomatic relations and accreditations
        FIELD = "field",
        HOST = "host",
        PARTNER = "partner",
        REPRESENTATION_OF = "representationOf",
        REPRESENTED_BY = "representedBy",
        SENDER = "sender",
        STATUS = "status",
        // Properties of treaty actions, partnerships and involvements
        ACT = "act",
        ACTION = "action",
        AGREEMENT = "agreement",
        DECLARED_AS = "declaredAs",
        EFFECT_DATE = "effectDate",
        IN = "in",
        INSTRUMENT = "instrument",
        LEVEL = "level",
        PARTICIPANT = "participant",
        PARTY = "party",
        PHASE = "phase",
        ROLE = "role",
        TERRITORIAL_SCOPE = "territorialScope",
        // Properties of positions, visits and measures
        HOLDER = "holder",
        IMPOSER = "imposer",
        KIND = "kind",
        ON = "on",
        PURPOSE = "purpose",
        STANCE = "stance",
        TARGET = "target",
        VISITING_STATE = "visitingState",
        VISITOR = "visitor",
        // Properties of observations, attributions, assessments and forecasts
        ABOUT = "about",
        ATTRIBUTE = "attribute",
        CERTAINTY = "certainty",
        CHANGE = "change",
        COUNTERPART = "counterpart",
        FLOW = "flow",
        INDICATOR = "indicator",
        JUDGE = "judge",
        JUDGEMENT = "judgement",
        PERIOD = "period",
        PRICES = "prices",
        RANK = "rank",
        RANK_AMONG = "rankAmong",
        REPORTER = "reporter",
        UNIT = "unit",
        VALUATION = "valuation",
        VALUE = "value",
        // Properties of tenures, successions and code assignments
        CODE = "code",
        CODE_SCHEME = "codeScheme",
        OF = "of",
        OFFICE = "office",
        PERSON = "person",
        PREDECESSOR = "predecessor",
        SUCCESSION_TYPE = "successionType",
        SUCCESSOR = "successor",
        // Properties of things
        ACRONYM = "acronym",
        CAPITAL = "capital",
        CLAIMED_COUNT = "claimedCount",
        DISSOLVED = "dissolved",
        DISSOLVED_TEXT = "dissolvedText",
        FOUNDED = "founded",
        FOUNDED_TEXT = "foundedText",
        GOVERNMENT_OF = "governmentOf",
        INDUSTRY = "industry",
        INITIATED_BY = "initiatedBy",
        LOCATED_IN = "locatedIn",
        OFFICE_OF = "officeOf",
        ORGANISATION_KIND = "organisationKind",
        PART_OF = "partOf",
        REGION = "region",
        SEAT = "seat",
        TOPIC = "topic",
        UNIVERSAL = "universal",
        // Properties of sources, datasets and concepts
        ACCESSED = "accessed",
        AS_OF = "asOf",
        CHARACTERS_TOTAL = "charactersTotal",
        CITATION = "citation",
        COVERS = "covers",
        COVERS_FROM = "coversFrom",
        COVERS_STATE = "coversState",
        COVERS_UNTIL = "coversUntil",
        CURRENT_GRAPH = "currentGraph",
        EXHAUSTIVE = "exhaustive",
        FILE = "file",
        GAP = "gap",
        LEVEL_ABOVE = "levelAbove",
        SCOPE = "scope",
        SHA256 = "sha256",
        SOURCE_STANCE = "sourceStance",
        // Imported datasets
        IMPORTED_TABLE = "ImportedTable",
        ALLIANCE_COMMITMENT = "AllianceCommitment",
        CONTIGUITY = "Contiguity",
        DIPLOMATIC_EVENT = "DiplomaticEvent",
        NAME_ASSIGNMENT = "NameAssignment",
        STATEHOOD = "Statehood",
        CONTIGUITY_TYPE = "contiguityType",
        KEY_IN_SOURCE = "keyInSource",
        NAME = "name",
        OBLIGATION = "obligation",
        REVISION = "revision",
        ROWS_IMPORTED = "rowsImported",
        ROWS_READ = "rowsRead",
        ROWS_REJECTED = "rowsRejected",
        ROWS_SKIPPED = "rowsSkipped",
        // Direct edges: one triple for what a statement says, valid at the data's date
        ALLIED_WITH = "alliedWith",
        ASSOCIATED_WITH = "associatedWith",
        HAS_DIPLOMATIC_RELATIONS_WITH = "hasDiplomaticRelationsWith",
        INVOLVED_IN = "involvedIn",
        MEMBER_OF = "memberOf",
        OPPOSES = "opposes",
        PARTNER_OF = "partnerOf",
        PARTY_TO = "partyTo",
        RECOGNISES = "recognises",
        SANCTIONS = "sanctions",
        SUPPORTS = "supports",
        VISITED = "visited",
        // Datatypes of codes
        COW = "cow",
        GW = "gw",
        ISO3166_1_ALPHA_2 = "iso3166-1-alpha-2",
        ISO3166_1_ALPHA_3 = "iso3166-1-alpha-3",
        ISO3166_1_NUMERIC = "iso3166-1-numeric",
        ISO3166_3 = "iso3166-3",
        ISO4217 = "iso4217",
        M49 = "m49",
        // Ways of citing
        DATASET = "dataset",
        OPENED = "opened",
        RECALLED = "recalled",
    }
}

/// RDF itself.
pub mod rdf {
    use super::NamedNodeRef;

    vocabulary! {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#":
        FIRST = "first",
        LANG_STRING = "langString",
        NIL = "nil",
        OBJECT = "object",
        PREDICATE = "predicate",
        PROPERTY = "Property",
        REST = "rest",
        SUBJECT = "subject",
        TYPE = "type",
    }
}

/// RDF Schema: labels, comments and subclasses.
pub mod rdfs {
    use super::NamedNodeRef;

    vocabulary! {
        "http://www.w3.org/2000/01/rdf-schema#":
        CLASS = "Class",
        COMMENT = "comment",
        DATATYPE = "Datatype",
        DOMAIN = "domain",
        IS_DEFINED_BY = "isDefinedBy",
        LABEL = "label",
        LITERAL = "Literal",
        RANGE = "range",
        SEE_ALSO = "seeAlso",
        SUB_CLASS_OF = "subClassOf",
        SUB_PROPERTY_OF = "subPropertyOf",
    }
}

/// OWL: what kind of term a term of ours is.
pub mod owl {
    use super::NamedNodeRef;

    vocabulary! {
        "http://www.w3.org/2002/07/owl#":
        CLASS = "Class",
        DATATYPE_PROPERTY = "DatatypeProperty",
        NAMED_INDIVIDUAL = "NamedIndividual",
        OBJECT_PROPERTY = "ObjectProperty",
        ONTOLOGY = "Ontology",
        SYMMETRIC_PROPERTY = "SymmetricProperty",
        VERSION_INFO = "versionInfo",
        VERSION_IRI = "versionIRI",
    }
}

/// The XML Schema datatypes that literals of ours have.
pub mod xsd {
    use super::NamedNodeRef;

    vocabulary! {
        "http://www.w3.org/2001/XMLSchema#":
        BOOLEAN = "boolean",
        DATE = "date",
        DATE_TIME = "dateTime",
        DECIMAL = "decimal",
        DOUBLE = "double",
        DURATION = "duration",
        FLOAT = "float",
        G_YEAR = "gYear",
        G_YEAR_MONTH = "gYearMonth",
        INTEGER = "integer",
        NON_NEGATIVE_INTEGER = "nonNegativeInteger",
        STRING = "string",
    }
}

/// SKOS: concepts, their schemes, aliases and codes.
pub mod skos {
    use super::NamedNodeRef;

    vocabulary! {
        "http://www.w3.org/2004/02/skos/core#":
        ALT_LABEL = "altLabel",
        BROADER = "broader",
        CLOSE_MATCH = "closeMatch",
        CONCEPT = "Concept",
        CONCEPT_SCHEME = "ConceptScheme",
        DEFINITION = "definition",
        EXACT_MATCH = "exactMatch",
        EXAMPLE = "example",
        HAS_TOP_CONCEPT = "hasTopConcept",
        IN_SCHEME = "inScheme",
        NARROWER = "narrower",
        NOTATION = "notation",
        PREF_LABEL = "prefLabel",
    }
}

/// The organization ontology: who belongs to what, as what.
pub mod org {
    use super::NamedNodeRef;

    vocabulary! {
        "http://www.w3.org/ns/org#":
        CHANGE_EVENT = "ChangeEvent",
        MEMBER = "member",
        MEMBERSHIP = "Membership",
        ORGANIZATION_CLASS = "Organization",
        ORGANIZATION = "organization",
        POST = "Post",
        ROLE = "role",
    }
}

/// Web annotation: the passage of a source.
pub mod oa {
    use super::NamedNodeRef;

    vocabulary! {
        "http://www.w3.org/ns/oa#":
        END = "end",
        HAS_SELECTOR = "hasSelector",
        HAS_SOURCE = "hasSource",
        SPECIFIC_RESOURCE = "SpecificResource",
        START = "start",
        TEXT_POSITION_SELECTOR = "TextPositionSelector",
    }
}

/// The data catalogue vocabulary: datasets and how to get them.
pub mod dcat {
    use super::NamedNodeRef;

    vocabulary! {
        "http://www.w3.org/ns/dcat#":
        CATALOG = "Catalog",
        DATASET = "Dataset",
        DISTRIBUTION = "distribution",
        VERSION = "version",
    }
}

/// Dublin Core: titles, creators, dates and licences.
pub mod dcterms {
    use super::NamedNodeRef;

    vocabulary! {
        "http://purl.org/dc/terms/":
        ABSTRACT = "abstract",
        BIBLIOGRAPHIC_CITATION = "bibliographicCitation",
        CREATED = "created",
        CREATOR = "creator",
        DATE = "date",
        DESCRIPTION = "description",
        HAS_PART = "hasPart",
        HAS_VERSION = "hasVersion",
        ISSUED = "issued",
        LICENSE = "license",
        MODIFIED = "modified",
        PUBLISHER = "publisher",
        REPLACES = "replaces",
        RIGHTS = "rights",
        SOURCE = "source",
        SUBJECT = "subject",
        TITLE = "title",
    }
}

/// The European legislation identifier: dates of agreements, and which amends which.
pub mod eli {
    use super::NamedNodeRef;

    vocabulary! {
        "http://data.europa.eu/eli/ontology#":
        AMENDS = "amends",
        DATE_DOCUMENT = "date_document",
        DATE_NO_LONGER_IN_FORCE = "date_no_longer_in_force",
        FIRST_DATE_ENTRY_IN_FORCE = "first_date_entry_in_force",
    }
}

/// The provenance ontology: what was derived from what.
pub mod prov {
    use super::NamedNodeRef;

    vocabulary! {
        "http://www.w3.org/ns/prov#":
        AGENT = "Agent",
        ENTITY = "Entity",
        GENERATED_AT_TIME = "generatedAtTime",
        WAS_DERIVED_FROM = "wasDerivedFrom",
    }
}

/// SHACL: shapes, and reports of what breaks them.
pub mod sh {
    use super::NamedNodeRef;

    vocabulary! {
        "http://www.w3.org/ns/shacl#":
        CONFORMS = "conforms",
        FOCUS_NODE = "focusNode",
        INFO = "Info",
        NODE_SHAPE = "NodeShape",
        PATH = "path",
        PROPERTY = "property",
        PROPERTY_SHAPE = "PropertyShape",
        RESULT = "result",
        MESSAGE = "message",
        RESULT_MESSAGE = "resultMessage",
        RESULT_PATH = "resultPath",
        RESULT_SEVERITY = "resultSeverity",
        SEVERITY = "severity",
        SOURCE_CONSTRAINT_COMPONENT = "sourceConstraintComponent",
        SOURCE_SHAPE = "sourceShape",
        TARGET_CLASS = "targetClass",
        VALIDATION_REPORT = "ValidationReport",
        VALUE = "value",
        VIOLATION = "Violation",
        WARNING = "Warning",
    }
}

/// GeoSPARQL: where things lie, as points in longitude and latitude.
pub mod geo {
    use super::NamedNodeRef;

    vocabulary! {
        "http://www.opengis.net/ont/geosparql#":
        AS_WKT = "asWKT",
        FEATURE = "Feature",
        HAS_CENTROID = "hasCentroid",
        WKT_LITERAL = "wktLiteral",
    }
}

/// Schema.org: the address of a source.
pub mod schema {
    use super::NamedNodeRef;

    vocabulary! {
        "https://schema.org/":
        DOMAIN_INCLUDES = "domainIncludes",
        LEGISLATION = "Legislation",
        NAME = "name",
        RANGE_INCLUDES = "rangeIncludes",
        URL = "url",
    }
}

/// VoID: the size and the parts of a dataset.
pub mod void {
    use super::NamedNodeRef;

    vocabulary! {
        "http://rdfs.org/ns/void#":
        DATASET = "Dataset",
        ENTITIES = "entities",
        SPARQL_ENDPOINT = "sparqlEndpoint",
        TRIPLES = "triples",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_term_of_ours_is_declared_twice() {
        let distinct: HashSet<_> = cmt::TERMS.iter().collect();
        assert_eq!(distinct.len(), cmt::TERMS.len());
    }

    #[test]
    fn names_are_well_formed_iris() {
        for term in cmt::TERMS {
            let parsed = oxrdf::NamedNode::new(term.as_str());
            assert!(parsed.is_ok(), "{term} is no IRI");
        }
    }
}
