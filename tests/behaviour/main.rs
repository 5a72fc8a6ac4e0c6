//! Comity's behaviour from outside: the data, the questions, the command line, the server.
//!
//! One program for all, so that the library is linked once.

mod abuse;
mod answers;
mod architecture;
mod broken;
mod command_line;
mod conflicts;
mod coverage;
mod downloads;
mod engines;
mod graph_store;
mod http;
mod imported_answers;
mod imports;
mod networks;
mod ontology;
mod panels;
mod patterns;
mod protocol;
mod questions;
mod reports;
mod second_opinion;
mod seed_article;
mod server;
mod shared;
mod store;
mod structures;
mod surfaces;
mod updates;
mod validation;
