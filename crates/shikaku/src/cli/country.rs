//! The words and flags of the invented country.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum CountryCommand {
    /// 架空の国を作る（人を探す索引を含む）/ make a country and the index that finds its people; the same command again goes on
    Build {
        #[command(flatten)]
        at: CountryDir,
        /// 種 / the seed
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// 人口 / people
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=MOST_PEOPLE))]
        people: u64,
    },
    /// 国の各システムの模擬サーバーを動かす / run the simulators of the national systems
    Serve {
        #[command(flatten)]
        at: CountryDir,
        #[command(flatten)]
        file: AddressesFile,
        /// 障害などの筋書き / a scenario: what goes wrong (crates/country/scenarios/)
        #[arg(long)]
        scenario: Option<PathBuf>,
        /// 窓口のアドレス。カードでのログインに登録し、鍵と金庫を国のフォルダの隣に作る / register a portal that is reached at this address
        /// (http://127.0.0.1:8080), with keys and a vault beside the country's folder
        #[arg(long, value_name = "URL")]
        portal: Option<String>,
    },
    /// 暦を進める（動作中の模擬サーバーにも伝わる）/ let days pass, also for simulators that run
    Advance {
        #[command(flatten)]
        at: CountryDir,
        #[command(flatten)]
        file: AddressesFile,
        /// 日数 / days
        #[arg(long)]
        days: u32,
    },
    /// 登録されている人に実際に起きたこと / what really happened to those who stand in the registers
    Truth {
        #[command(flatten)]
        at: CountryDir,
        /// この日から / from this day on (default: the day of which the registers' files are)
        #[arg(long)]
        from: Option<String>,
        /// この日の前まで / before this day (default: the day of the country's calendar)
        #[arg(long)]
        to: Option<String>,
        /// 何も起きなかった人も / also those to whom nothing happened
        #[arg(long)]
        all: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CountryDir {
    /// 国のフォルダ / the folder of the country
    #[arg(long, default_value = "data/country")]
    pub(crate) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct AddressesFile {
    /// アドレスを書くファイル / the file with the simulators' addresses (default: addresses.json in the folder)
    #[arg(long, value_name = "FILE")]
    pub(crate) addresses: Option<PathBuf>,
}

/// Beyond this some would have no number: the codes have room for two hundred million households.
const MOST_PEOPLE: u64 = 300_000_000;
