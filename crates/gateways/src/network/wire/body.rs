//! The shapes of the messages in JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Serialize)]
pub(super) struct AcquireBody<'a> {
    pub(super) institution: &'a str,
    pub(super) acquisition_number: &'a str,
}

#[derive(Serialize)]
pub(super) struct RecordsBody<'a> {
    pub(super) institution: &'a str,
    pub(super) linkage_code: &'a str,
}

#[derive(Serialize)]
pub(super) struct InquiryBody<'a> {
    pub(super) inquiry_id: &'a str,
    pub(super) inquirer: &'a str,
    pub(super) provider: &'a str,
    pub(super) affair: &'a str,
    pub(super) procedure: &'a str,
    pub(super) items: Vec<&'a str>,
    pub(super) basis: &'a str,
    pub(super) linkage_code: &'a str,
}

#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub(super) enum AcquisitionBody {
    Pending,
    Given { acquisition_number: String, linkage_code: String },
}

#[derive(Deserialize)]
pub(super) struct AcknowledgedBody {
    pub(super) inquiry_id: String,
    pub(super) asked_at: String,
}

#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub(super) enum ReplyStateBody {
    Pending { inquiry_id: String },
    Here(ReplyBody),
}

#[derive(Deserialize)]
pub(super) struct ReplyBody {
    pub(super) inquiry_id: String,
    pub(super) provider: String,
    pub(super) asked_at: String,
    pub(super) provided_at: String,
    pub(super) items: Vec<ItemBody>,
}

#[derive(Deserialize)]
pub(super) struct ItemBody {
    pub(super) item: String,
    pub(super) result: String,
    pub(super) value: Option<Value>,
    pub(super) code: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct RecordsAnswer {
    pub(super) records: Vec<RecordBody>,
}

#[derive(Deserialize)]
pub(super) struct RecordBody {
    pub(super) inquiry_id: String,
    pub(super) inquirer: String,
    pub(super) provider: String,
    pub(super) affair: String,
    pub(super) procedure: String,
    pub(super) items: Vec<String>,
    pub(super) asked_at: String,
    pub(super) provided_at: Option<String>,
    pub(super) refused: Option<String>,
}
