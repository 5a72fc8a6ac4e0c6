//! Who votes alike, has the same allies, or belongs to the same bodies?

use std::cmp::Reverse;
use std::sync::Arc;

use super::network::covered_by;
use super::profiles::{Measure, Profiles, scale};
use super::{Answer, Completeness, Node, StudyError};
