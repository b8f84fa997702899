//! Words of `shikaku yearly-check`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::SystemsArgs;

#[derive(Debug, Args)]
pub(crate) struct YearlyCheckArgs {
    #[command(subcommand)]
    pub(crate) command: CheckCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CheckCommand {
    /// 確認を始める・続ける。何度実行しても、何台で実行してもよい / begin or go on; any number of times, on any number of machines
    Start {
        #[command(flatten)]
        place: CheckPlace,
        /// 期間（既定は今年）/ the period of the run (default: this year)
        #[arg(long)]
        period: Option<String>,
    },
    /// 進み具合 / how far it is
    Status,
    /// 止める（次の区切りで）/ pause at the next slice
    Pause {
        /// 理由 / why
        #[arg(long)]
        reason: String,
    },
    /// 止まっている確認を続けてよいとする / let a paused run go on; `start` then works on it
    Resume,
    /// 結果の集計 / what was found, in figures
    Report {
        /// 期間（既定は最新）/ the period of the run (default: the latest)
        #[arg(long)]
        period: Option<String>,
    },
}

/// What a worker needs beside the register.
#[derive(Debug, Args)]
pub(crate) struct CheckPlace {
    #[command(flatten)]
    pub(crate) systems: SystemsArgs,
    /// 作業フォルダ（回答を一時的に置く）/ a folder for answers while they are used
    #[arg(long, env = "SHIKAKU_CHECK_FOLDER", default_value = "data/yearly-check")]
    pub(crate) folder: PathBuf,
}
