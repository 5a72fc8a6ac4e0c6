//! Who may import whom: the table of the design, held against the `crate::` paths of `src/`.

use std::fs;
use std::path::{Path, PathBuf};

/// What the outermost modules may name.
const ABOVE: &[&str] = &[
    "report",
    "service",
    "study",
    "projection",
    "validate",
    "import",
    "query",
    "store",
    "vocab",
    "render",
];

/// Each module with the modules that it may name.
const ALLOWED: [(&str, &[&str]); 15] = [
    ("vocab", &[]),
    ("render", &[]),
    ("store", &["vocab"]),
    ("model", &["vocab"]),
    ("query", &["store", "model", "vocab"]),
    ("graph", &[]),
    ("analysis", &["graph"]),
    ("projection", &["query", "graph", "vocab"]),
    ("validate", &["query", "store", "vocab"]),
    ("import", &["query", "store", "model", "vocab"]),
    ("study", &["query", "projection", "analysis", "graph", "vocab"]),
    ("service", &["query", "study", "projection", "vocab"]),
    ("report", &["study", "validate", "import", "render"]),
    ("server", ABOVE),
    // That `cli` names `server` in one file only is a test of its own.
    ("cli", ABOVE),
];

#[test]
fn modules_import_only_what_the_table_allows() {
    let mut violations = Vec::new();
    for path in rust_files(&source_folder()) {
        let module = module_of(&path);
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == module) else {
            assert!(
                ["lib", "main"].contains(&module.as_str()),
                "`{module}` is missing in the table"
            );
            continue;
        };
        for imported in imports(&fs::read_to_string(&path).unwrap()) {
            let is_serve = module == "cli" && imported == "server";
            if imported != module && !is_serve && !allowed.contains(&imported.as_str()) {
                violations.push(format!("{} imports `{imported}`", path.display()));
            }
        }
    }
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn only_the_command_serve_names_the_server() {
    for path in rust_files(&source_folder().join("cli")) {
        let names_server =
            imports(&fs::read_to_string(&path).unwrap()).contains(&"server".to_owned());
        assert_eq!(names_server, path.ends_with("serve.rs"), "{}", path.display());
    }
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// `src/store/disk.rs` is of `store`, `src/vocab.rs` of `vocab`.
fn module_of(path: &Path) -> String {
    let first = path.strip_prefix(source_folder()).unwrap().iter().next().unwrap();
    Path::new(first).file_stem().unwrap().to_string_lossy().into_owned()
}

/// The first segment behind each `crate::`, inside groups too.
fn imports(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let mut imported = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = code[at + "crate::".len()..].trim_start();
        let parts: Vec<&str> = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or_default().split(',').collect(),
            None => vec![rest],
        };
        for part in parts {
            let name: String = part
                .trim_start()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if !name.is_empty() {
                imported.push(name);
            }
        }
    }
    imported
}
