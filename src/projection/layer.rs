//! Layers: what counts as a tie, as `SELECT`s that a researcher can read and replace.
//!
//! ```text
//! # Title: Alliances
//! # What counts as a tie, what is left out, and why.
//! # Direction: undirected
//! # Projection: none
//! # Covers: cmt:Membership
//! SELECT ?source ?target ?start ?end ?statement WHERE { … }
//! ```

use std::path::PathBuf;

use rust_embed::RustEmbed;

use crate::graph::Direction;
use crate::query::covers::Covers;

#[derive(RustEmbed)]
#[folder = "queries/layers/"]
#[include = "*.rq"]
struct Files;

/// Where a user's own layers are looked for, beside those that come with the program.
const OWN_LAYERS: &str = "COMITY_LAYERS";

/// A `SELECT` of ties, with what its header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// The file's name without its ending.
    pub name: String,
    /// One line that says what it holds.
    pub title: String,
    /// What counts as a tie, and what does not.
    pub description: String,
    /// Whether ties have a direction.
    pub direction: Direction,
    /// What the rows are.
    pub projection: ProjectionKind,
    /// Which statements the ties rest on, if the header says so.
    pub covers: Option<Covers>,
    /// The whole text.
    pub text: String,
}

/// What the rows of a layer are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProjectionKind {
    /// Ties between nodes.
    #[default]
    None,
    /// Nodes (`?source`) in bodies (`?target`): two nodes that share a body are tied.
    Sources,
    /// Choices (`?weight`) of nodes (`?source`) on questions (`?target`): compared by their agreement.
    Agreement,
}

/// There is no such layer, or it cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LayerError {
    /// Nothing has the name.
    #[error("there is no layer `{name}`: there are {}", .known.join(", "))]
    Unknown {
        /// The name as given.
        name: String,
        /// The layers that there are.
        known: Vec<String>,
    },
    /// A line of the header has a value that is not understood.
    #[error("the layer `{layer}` says `{line}`: expected {expected}")]
    Header {
        /// The layer.
        layer: String,
        /// The line.
        line: String,
        /// What could stand there.
        expected: &'static str,
    },
    /// A file cannot be read.
    #[error("the layer `{}` cannot be read: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl Layer {
    /// The names of all layers: those of the program, and those of the folder that `COMITY_LAYERS` names.
    #[must_use]
    pub fn names() -> Vec<String> {
        let mut names: Vec<String> =
            Files::iter().filter_map(|file| file.strip_suffix(".rq").map(str::to_owned)).collect();
        if let Some(entries) = own_folder().and_then(|folder| folder.read_dir().ok()) {
            names.extend(entries.filter_map(|entry| {
                let path = entry.ok()?.path();
                let is_layer = path.extension().is_some_and(|extension| extension == "rq");
                is_layer
                    .then(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))?
            }));
        }
        names.sort();
        names.dedup();
        names
    }

    /// A layer by its name, by the path of a file, or the text of a `SELECT` itself.
    ///
    /// # Errors
    ///
    /// When there is none, with the names of those that there are; or when its header cannot be read.
    pub fn find(name: &str) -> Result<Self, LayerError> {
        if name.contains('{') {
            return Self::from_text("own", name);
        }
        let own = own_folder().map(|folder| folder.join(format!("{name}.rq")));
        for path in own.into_iter().chain([PathBuf::from(name)]) {
            if path.is_file() {
                let text = std::fs::read_to_string(&path)
                    .map_err(|source| LayerError::Io { path: path.clone(), source })?;
                let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                return Self::from_text(&stem, &text);
            }
        }
        match Files::get(&format!("{name}.rq")) {
            Some(file) => Self::from_text(name, &String::from_utf8_lossy(&file.data)),
            None => Err(LayerError::Unknown { name: name.to_owned(), known: Self::names() }),
        }
    }

    /// As [`Layer::find`], but no path is followed to a file that is no layer: for those who ask from outside.
    ///
    /// # Errors
    ///
    /// As [`Layer::find`].
    pub fn find_known(name: &str) -> Result<Self, LayerError> {
        let known = Self::names();
        if name.contains('{') || known.iter().any(|known| known == name) {
            return Self::find(name);
        }
        Err(LayerError::Unknown { name: name.to_owned(), known })
    }

    /// Layers whose names are joined with commas, or one given by its text, which may have commas of its own.
    ///
    /// # Errors
    ///
    /// Those of `find`.
    pub fn list(
        names: &str,
        find: impl Fn(&str) -> Result<Self, LayerError>,
    ) -> Result<Vec<Self>, LayerError> {
        if names.contains('{') {
            return Ok(vec![find(names)?]);
        }
        names.split(',').map(|name| find(name.trim())).collect()
    }

    /// Reads the header of a layer's text.
    ///
    /// # Errors
    ///
    /// When `Direction:`, `Projection:` or `Covers:` has a value that is not understood.
    pub fn from_text(name: &str, text: &str) -> Result<Self, LayerError> {
        let mut layer = Self {
            name: name.to_owned(),
            title: name.to_owned(),
            description: String::new(),
            direction: Direction::Undirected,
            projection: ProjectionKind::None,
            covers: None,
            text: text.to_owned(),
        };
        for line in text.lines().map_while(|line| line.trim().strip_prefix('#')) {
            layer.read_header_line(line.trim())?;
        }
        layer.description = layer.description.trim().to_owned();
        Ok(layer)
    }

    fn read_header_line(&mut self, line: &str) -> Result<(), LayerError> {
        let value = |key: &str| line.strip_prefix(key).map(str::trim);
        let first_word =
            |value: &str| value.split_whitespace().next().unwrap_or_default().to_owned();
        let unknown = |layer: &Self, expected| LayerError::Header {
            layer: layer.name.clone(),
            line: line.to_owned(),
            expected,
        };
        if let Some(title) = value("Title:") {
            title.clone_into(&mut self.title);
        } else if let Some(direction) = value("Direction:") {
            self.direction = match first_word(direction).as_str() {
                "undirected" => Direction::Undirected,
                "directed" => Direction::Directed,
                _ => return Err(unknown(self, "`directed` or `undirected`")),
            };
        } else if let Some(projection) = value("Projection:") {
            self.projection = match first_word(projection).as_str() {
                "none" => ProjectionKind::None,
                "sources" => ProjectionKind::Sources,
                "agreement" => ProjectionKind::Agreement,
                _ => return Err(unknown(self, "`none`, `sources` or `agreement`")),
            };
        } else if let Some(covers) = value("Covers:") {
            let covers = Covers::from_header(covers).map_err(|_| {
                unknown(self, "classes, as in `cmt:Membership; scope organisation/NATO`")
            })?;
            self.covers = Some(covers);
        } else {
            self.description.push_str(line);
            self.description.push(' ');
        }
        Ok(())
    }
}

fn own_folder() -> Option<PathBuf> {
    std::env::var_os(OWN_LAYERS).map(PathBuf::from)
}
