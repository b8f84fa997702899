//! The words and flags of the command line: a contract with scripts (docs/generated/commands.md).

mod account;
mod by_rule;
#[cfg(feature = "demo")]
mod country;
mod credential;
mod entry;
mod exam_results;
mod first_link;
mod ledger;
mod numbers;
mod serve;
mod vault;
mod yearly_check;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use self::account::AccountCommand;
pub(crate) use self::by_rule::{ByRuleArgs, ByRuleCommand};
#[cfg(feature = "demo")]
pub(crate) use self::country::{AddressesFile, CountryCommand, CountryDir};
pub(crate) use self::credential::CredentialCommand;
pub(crate) use self::entry::{ActArgs, ShowArgs};
pub(crate) use self::exam_results::ExamResultsCommand;
pub(crate) use self::first_link::FirstLinkArgs;
pub(crate) use self::ledger::LedgerCommand;
pub(crate) use self::numbers::NumbersCommand;
#[cfg(feature = "demo")]
pub(crate) use self::serve::DemoArgs;
pub(crate) use self::serve::{ServeArgs, SystemsArgs};
pub(crate) use self::vault::{VaultArgs, VaultCommand, VaultPlace};
pub(crate) use self::yearly_check::{
    CheckCommand, CheckPlace, DecisionArgs, HintsArgs, HintsCommand, YearlyCheckArgs,
};

/// 国家資格の登録簿 / Japan's register of professional qualifications
#[derive(Debug, Parser)]
#[command(name = "shikaku", version, max_term_width = 110)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command understands.
#[derive(Debug, Args, Clone)]
pub(crate) struct Common {
    /// データベース / the database: sqlite:PATH or postgres://…
    #[arg(
        long,
        global = true,
        env = "SHIKAKU_DATABASE",
        default_value = "sqlite:data/shikaku.db",
        hide_env_values = true
    )]
    pub(crate) database: String,
    /// 法令データのフォルダ / the folder of the rule files (default: rules)
    #[arg(long, global = true, env = "SHIKAKU_RULES")]
    pub(crate) rules: Option<PathBuf>,
    /// 台帳の署名鍵のファイル / the file with the key that signs the log (default: beside the database)
    #[arg(long, global = true, env = "SHIKAKU_LOG_KEY", hide_env_values = true)]
    pub(crate) log_key: Option<PathBuf>,
    /// 利用の目的（閲覧の記録に残ります）/ why you look: kept in the record of looks
    #[arg(long, global = true, default_value = "operation")]
    pub(crate) purpose: String,
    /// 言語 / language of messages (default: from LANG)
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<Language>,
    /// 結果を一つの JSON で出力 / one JSON document on standard output, nothing else there
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

impl Common {
    /// The language asked for, else that of the environment.
    pub(crate) fn lang(&self) -> law::Lang {
        match self.lang {
            Some(Language::Ja) => law::Lang::Ja,
            Some(Language::En) => law::Lang::En,
            None => {
                let set = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
                let locale =
                    set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG")).unwrap_or_default();
                if locale.starts_with("en") { law::Lang::En } else { law::Lang::Ja }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    Ja,
    En,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 法令データを確かめる・読む / check and read the rules
    #[command(subcommand)]
    Rules(RulesCommand),
    /// 空の登録簿を作る / make an empty register at --database; refuses one that is there
    Init,
    /// 登録簿をこの版にする / bring a register to this version (serve never does it)
    Migrate,
    /// 登録簿のファイルを取り込む / import a register's file; the same command again goes on where it was
    Import(ImportArgs),
    /// 試験の合格者の名簿 / lists of those who passed an examination
    #[command(subcommand)]
    ExamResults(ExamResultsCommand),
    /// 登録を検索する / find entries
    Find(FindArgs),
    /// 登録と人とを一括で結び付ける（基本4情報の照会）/ link entries to persons in bulk, by the four basic items; the same command again goes on
    FirstLink(FirstLinkArgs),
    /// 登録と履歴を表示する / show an entry and its history
    Show(ShowArgs),
    /// 法的な行為を記録する / record a legal act upon an entry
    Act(ActArgs),
    /// 台帳・現在の表・検索キー・木を突き合わせる / fold, compare, verify; name what differs
    Audit(AuditArgs),
    /// 台帳の署名・証明 / checkpoints and proofs of the ledger
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// 利用者とトークン / accounts of the desk and tokens of programs
    #[command(subcommand)]
    Account(AccountCommand),
    /// デジタル資格者証の署名鍵 / the keys that sign digital certificates
    #[command(subcommand)]
    Credential(CredentialCommand),
    /// 規則による決定の有効・無効 / which authority has which procedure decided by rule
    #[command(subcommand)]
    ByRule(ByRuleCommand),
    /// 個人番号の金庫 / the vault of My Numbers: its own database, its own key
    Vault(VaultArgs),
    /// 番号の提供の状況と呼びかけ / who has given a number, and the call to those who have not
    #[command(subcommand)]
    Numbers(NumbersCommand),
    /// 年1回の確認（住基ネットとの突合）/ the yearly check against the resident register
    YearlyCheck(YearlyCheckArgs),
    /// 画面と API を提供する / the pages, the API, the jobs
    Serve(ServeArgs),
    /// 標準入力の画像のコードを読む（serve が使う）/ the text of the code in a picture on standard input: what serve calls
    #[command(hide = true)]
    ReadPicture,
    /// 架空の国とその登録簿を作って動かす / an invented country, its registers, and serve: what ./run calls
    #[cfg(feature = "demo")]
    Demo(DemoArgs),
    /// 架空の国だけを作る・動かす / the invented country alone
    #[cfg(feature = "demo")]
    #[command(subcommand)]
    Country(CountryCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// すべてのファイル・系統・事例を確かめる / every file, family and example; the offending line and column when not
    Check {
        /// フォルダ / the folder
        #[arg(long)]
        dir: Option<PathBuf>,
    },
    /// ある日の一つの資格の法令を文で説明する / the law of one qualification on a day, in sentences with citations
    Explain {
        /// 資格 ID / the qualification's id
        id: String,
        /// 日 / the day (default: today)
        #[arg(long)]
        on: Option<String>,
    },
    /// 二つの資格、または一つの資格の二つの日を比べる / two qualifications, or one on two days
    Diff {
        /// 資格 ID / the first id
        a: String,
        /// もう一つの資格 ID / the second id
        #[arg(required_unless_present = "between")]
        b: Option<String>,
        /// 二つの日 / two days, for one qualification
        #[arg(long, num_args = 2, value_names = ["D1", "D2"], conflicts_with = "b")]
        between: Option<Vec<String>>,
    },
    /// 新しい資格のファイルの雛形 / a commented file to fill in
    New {
        /// 新しい資格の ID / the new id
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// 資格 ID / the qualification's id
    #[arg(long)]
    pub(crate) qualification: String,
    /// 登録権者のコード / the authority's code; may be left out where there is only one
    #[arg(long)]
    pub(crate) authority: Option<String>,
    /// 対応表 / a mapping for a file without our headings (rules/import/)
    #[arg(long)]
    pub(crate) mapping: Option<PathBuf>,
    /// 文字コード / utf-8 or cp932 instead of what is found
    #[arg(long)]
    pub(crate) encoding: Option<String>,
    /// 書き込まずに全行を調べる / judge every row, write nothing into the register
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// 取り込めなかった行のファイル / where rejects go (default: FILE.rejects.csv)
    #[arg(long)]
    pub(crate) rejects: Option<PathBuf>,
    /// 取り込むファイル / the file
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct FindArgs {
    /// 資格 ID / the qualification's id
    #[arg(long)]
    pub(crate) qualification: Option<String>,
    /// 登録権者のコード / the authority's code
    #[arg(long)]
    pub(crate) authority: Option<String>,
    /// 登録番号 / registration number
    #[arg(long)]
    pub(crate) number: Option<String>,
    /// 氏名（異体字・姓のみも可）/ name: any variant, family name or whole
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// フリガナ / kana
    #[arg(long)]
    pub(crate) kana: Option<String>,
    /// 生年月日 / birth date
    #[arg(long)]
    pub(crate) born: Option<String>,
    /// 件数の上限 / results at most (1 to 200, default 20)
    #[arg(long)]
    pub(crate) limit: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    /// 別に保管した署名 / a checkpoint kept elsewhere: the log must continue it
    #[arg(long)]
    pub(crate) from: Option<PathBuf>,
}
