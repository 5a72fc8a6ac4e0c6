//! The parameters of a study's request.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::problem::Problem;
use crate::projection::{Layer, day_of};
use crate::study::structure::{VIEWS, View, ViewOptions};
use crate::study::{StudyError, When};

/// The parameters of a request, each taken out as it is understood; what is left at the end is unknown.
pub(super) struct Parameters(pub(super) BTreeMap<String, String>);

impl Parameters {
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    pub(super) fn required(&mut self, name: &'static str) -> Result<String, Problem> {
        self.text(name)
            .ok_or_else(|| Problem::bad_request("parameter", format!("`{name}` is missing")))
    }

    pub(super) fn parsed<T: FromStr>(
        &mut self,
        name: &'static str,
        expected: &str,
    ) -> Result<Option<T>, Problem> {
        let Some(value) = self.text(name) else { return Ok(None) };
        value.parse().map(Some).map_err(|_| wrong(name, &value, expected))
    }

    pub(super) fn flag(&mut self, name: &'static str) -> Result<bool, Problem> {
        Ok(self.parsed(name, "true or false")?.unwrap_or_default())
    }

    pub(super) fn day(&mut self, name: &'static str) -> Result<Option<i32>, Problem> {
        let date: Option<jiff::civil::Date> = self.parsed(name, "a date such as 1985-01-01")?;
        Ok(date.map(day_of))
    }

    pub(super) fn years(&mut self) -> Result<Option<(i16, i16)>, Problem> {
        let Some(value) = self.text("years") else { return Ok(None) };
        value
            .split_once("..")
            .and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)))
            .filter(|(first, last)| first <= last)
            .map(Some)
            .ok_or_else(|| wrong("years", &value, "two years such as 1946..2024"))
    }

    /// `asOf` or `years`.
    pub(super) fn when(&mut self) -> Result<When, Problem> {
        Ok(match (self.day("asOf")?, self.years()?) {
            (Some(day), _) => When::On(day),
            (None, Some((first, last))) => When::Years(first, last),
            (None, None) => When::Ever,
        })
    }

    /// The view of `structure`, and what some views need.
    pub(super) fn view(&mut self) -> Result<View, Problem> {
        let default = ViewOptions::default();
        let options = ViewOptions {
            samples: self.parsed("samples", "a whole number")?.unwrap_or(default.samples),
            seed: self.parsed("seed", "a whole number")?.unwrap_or(default.seed),
            hostile: self.optional_layers("hostile")?.unwrap_or(default.hostile),
            groups: self
                .parsed("groups", "region, continent or organisations")?
                .unwrap_or(default.groups),
        };
        let name = self.text("view").unwrap_or_else(|| "whole".to_owned());
        View::named(&name, options).ok_or_else(|| wrong("view", &name, VIEWS))
    }

    /// The layers of a parameter that may be absent.
    pub(super) fn optional_layers(&mut self, name: &str) -> Result<Option<Vec<Layer>>, Problem> {
        let Some(names) = self.text(name) else { return Ok(None) };
        Ok(Some(Layer::list(&names, Layer::find_known).map_err(StudyError::from)?))
    }

    pub(super) fn layers(&mut self, default: &str) -> Result<Vec<Layer>, Problem> {
        let names = self.text("layer").unwrap_or_else(|| default.to_owned());
        // A layer of the caller's own is a query of its own; files of the server are not named from outside.
        Ok(Layer::list(&names, Layer::find_known).map_err(StudyError::from)?)
    }

    pub(super) fn layer(&mut self, default: &str) -> Result<Layer, Problem> {
        let mut layers = self.layers(default)?;
        match (layers.pop(), layers.is_empty()) {
            (Some(layer), true) => Ok(layer),
            _ => Err(wrong("layer", "several", "one layer")),
        }
    }

    /// Whether the answer is wanted as CSV; after this no parameter may be left.
    pub(super) fn finish(mut self) -> Result<bool, Problem> {
        let is_csv = match self.text("format").as_deref() {
            None | Some("json") => false,
            Some("csv") => true,
            Some(other) => return Err(wrong("format", other, "json or csv")),
        };
        self.ensure_empty().map(|()| is_csv)
    }

    /// No parameter may be left that was not understood.
    pub(super) fn ensure_empty(&self) -> Result<(), Problem> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(Problem::bad_request(
                "parameter",
                format!("there is no parameter `{name}` here"),
            )),
        }
    }
}

pub(super) fn wrong(name: &str, value: &str, expected: &str) -> Problem {
    Problem::bad_request("parameter", format!("`{name}` cannot be `{value}`: expected {expected}"))
}
