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
        /// 期間（既定は終わっていない最新の確認、なければ今年）/ the period of the run (default: the latest if it is not done, else this year)
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
        /// 期間（既定は最新）/ the period of the run (default: the latest)
        #[arg(long)]
        period: Option<String>,
    },
    /// 止まっている確認を続けてよいとする / let a paused run go on; `start` then works on it
    Resume {
        /// 続けてよい理由（記録に残る）/ on what ground; it stays with the run
        #[arg(long)]
        ground: String,
        /// 期間（既定は最新）/ the period of the run (default: the latest)
        #[arg(long)]
        period: Option<String>,
    },
    /// 結果の集計 / what was found, in figures
    Report {
        /// 期間（既定は最新）/ the period of the run (default: the latest)
        #[arg(long)]
        period: Option<String>,
    },
    /// 完了した確認の所見を処理する（消除の案、職員の案件）。留置きの終わった案は再照会し、戸籍と突き合わせる / follow up a finished run: proposals, tasks;
    /// batches whose quarantine is over are asked again and sampled
    Follow {
        #[command(flatten)]
        place: CheckPlace,
        /// 期間（既定は最新）/ the period of the run (default: the latest)
        #[arg(long)]
        period: Option<String>,
    },
    /// 変更の処理状況（届出勧奨、職権の訂正）/ changes on their way: reminders, corrections
    Changes {
        /// 期間（既定は最新の確認と、手がかりによるもの）/ the period of the run (default: the latest, what hints found, and whatever is still open)
        #[arg(long)]
        period: Option<String>,
    },
    /// 署名用電子証明書の失効を手がかりに、年の途中で照会する（始めた機関だけ） / between the years: ask for holders whose signing certificate was
    /// revoked, where the authority has switched it on
    Hints {
        #[command(subcommand)]
        command: Option<HintsCommand>,
        #[command(flatten)]
        place: CheckPlace,
    },
    /// 死亡による消除の案 / the batches of proposed deletions, or one of them with its history
    Proposals {
        /// 案のID / the batch
        batch: Option<String>,
    },
    /// 案を決裁する。二人の職員が要る / approve a batch; two different officers have to
    Approve(DecisionArgs),
    /// 決裁された案を消除する。止めても同じ命令で続きから / delete what two officers approved; the same command goes on after any stop
    Delete {
        /// 案のID / the batch
        batch: String,
        #[command(flatten)]
        systems: SystemsArgs,
    },
    /// 止まった案を続けてよいとする（もう一度留め置き、確認する）/ let a stopped batch go on: into quarantine, and checked anew
    Release(DecisionArgs),
    /// 案を取り下げる / take a batch back before it is carried out
    Dismiss(DecisionArgs),
    /// 案による消除をまとめて回復する / take back the deletions that a batch made
    Restore(DecisionArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum HintsCommand {
    /// 失効の確認と照会を行う（既定）/ look for revoked certificates and ask (the default)
    Run,
    /// どの機関が始めたか、対象、結果 / which authorities follow hints, what is watched, what was found
    Status,
    /// 機関が始める / let an authority begin
    On {
        #[command(flatten)]
        of: HintsArgs,
        /// 始まる日 / the first day (default: today)
        #[arg(long)]
        from: Option<String>,
        /// 終わる日 / the last day (default: until it is switched off)
        #[arg(long)]
        until: Option<String>,
    },
    /// 機関がやめる。対象の証明書の控えは次の実行で消える / let an authority stop; what is kept of certificates goes with the next run
    Off {
        #[command(flatten)]
        of: HintsArgs,
    },
}

#[derive(Debug, Args)]
pub(crate) struct HintsArgs {
    /// 登録権者のコード / the authority's code
    #[arg(long)]
    pub(crate) authority: String,
    /// 理由（根拠の条や決裁の番号。記録に残る）/ on what ground: a provision, a decision's number; it stays
    #[arg(long)]
    pub(crate) ground: String,
}

/// What an officer decides.
#[derive(Debug, Args)]
pub(crate) struct DecisionArgs {
    /// 案のID / the batch
    pub(crate) batch: String,
    /// 理由（記録に残る）/ on what ground; it stays with the batch
    #[arg(long)]
    pub(crate) ground: String,
    #[command(flatten)]
    pub(crate) systems: SystemsArgs,
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
