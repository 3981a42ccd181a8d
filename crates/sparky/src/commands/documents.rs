//! `sparky documents`: what a running fleet has written.

use std::io::Write;

use anyhow::{Context as _, anyhow};
use sparky_common::{model::DocumentFormat, period::Period};
use sparky_orchestrator::api::wire::{Report, ReportPage};

use super::{connect::api_or_here, runs::print_json};
use crate::{
    cli::{ApiArgs, DocumentsCommand},
    context::Context,
    error::CommandError,
    exit::Exit,
    remote::Remote,
};

/// Lists, shows and fetches documents.
pub async fn run(command: DocumentsCommand, context: &Context) -> Result<Exit, CommandError> {
    match command {
        DocumentsCommand::List { limit, api } => {
            let query = [("limit", limit.to_string())];
            let page: ReportPage = connect(&api, context)?.get(&["documents"], &query).await?;
            if api.json {
                print_json(&page)?;
            } else {
                page.reports.iter().for_each(print_line);
            }
        }
        DocumentsCommand::Show { period, api } => {
            let report = report(&connect(&api, context)?, period).await?;
            if api.json {
                print_json(&report)?;
            } else {
                print_line(&report);
                for file in &report.files {
                    anstream::println!("  {:8} {}", file.bytes, file.path);
                }
            }
        }
        DocumentsCommand::Get { period, path, api } => {
            let remote = connect(&api, context)?;
            let path = match path {
                Some(path) => path,
                None => main_page(&report(&remote, period).await?)?,
            };
            let bytes = remote
                .bytes(&["documents", &period.to_string(), "content"], &[("path", path)])
                .await?;
            std::io::stdout()
                .write_all(&bytes)
                .context("cannot write to stdout")
                .map_err(CommandError::failed)?;
        }
    }
    Ok(Exit::Succeeded)
}

async fn report(remote: &Remote, period: Period) -> Result<Report, CommandError> {
    remote.get(&["documents", &period.to_string()], &[]).await
}

/// The report itself, as Markdown.
fn main_page(report: &Report) -> Result<String, CommandError> {
    let page = report
        .files
        .iter()
        .find(|file| file.format == DocumentFormat::Markdown);
    page.map(|page| page.path.clone()).ok_or_else(|| {
        CommandError::failed(anyhow!("the report about {} has no Markdown", report.period))
            .hint("name a file: sparky documents show tells which there are")
    })
}

fn print_line(report: &Report) {
    let state = if report.complete { "" } else { "  (partial)" };
    anstream::println!("{:10} {}{state}", report.period, report.title);
}

fn connect(api: &ApiArgs, context: &Context) -> Result<Remote, CommandError> {
    let config = context.load_quiet(Vec::new())?;
    api_or_here(&config, api.connect.as_deref(), &api.token)
}
