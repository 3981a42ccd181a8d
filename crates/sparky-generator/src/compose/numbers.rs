//! Counts, their window, and those of earlier periods.

use sparky_common::{
    model::{DayCount, Insights, PeriodTotals},
    period::Kind,
};

use super::{bars::bar, budget::is_quiet, counts, flow, head::head, repository_table};
use crate::page::{Block, Line, Resolver, Row, day, day_with_year};

/// From how many commits on a table of days says more than the sentences.
const WORTH_DAYS: u64 = 15;

/// Totals and window in a paragraph; tables where the kind has room for them.
pub(super) fn blocks(insights: &Insights, resolver: &Resolver) -> Vec<Block> {
    let counts = (!is_quiet(insights)).then(|| counts::sentence(insights));
    let lines = counts.into_iter().chain(counts::releases(insights, resolver));
    let lines = lines.chain(flow::sentence(&insights.flow, "/flow"));
    let lines = lines.chain([median(insights), window(insights)]).collect();
    let mut blocks = vec![Block::Paragraph(lines)];
    if insights.totals.commits == 0 || insights.kind == Kind::Daily {
        return blocks;
    }
    blocks.extend(past(insights));
    if insights.kind == Kind::Monthly {
        blocks.push(weeks(insights));
    } else if insights.totals.commits >= WORTH_DAYS {
        blocks.push(days(insights));
    }
    blocks.extend(repository_table::block(insights, resolver));
    blocks
}

fn median(insights: &Insights) -> Line {
    let noun = insights.kind.noun();
    match insights.comparison.median_commits {
        Some(commits) => Line::text(format!("The median of the {noun}s before is "))
            .and_count("/comparison/median_commits", commits, "commit", "commits")
            .and("."),
        None => Line::text(format!("There are too few earlier {noun}s to compare with.")),
    }
}

/// The half-open window in words: its first day, its last day, and whose days these are.
fn window(insights: &Insights) -> Line {
    let (first, last) = (insights.period.first_day(), insights.period.last_day());
    let zone = crate::text::collected(&insights.time_zone, crate::text::LONGEST_NAME);
    let text = if first == last {
        format!(
            "Counted from midnight to midnight on {} ({zone}).",
            day_with_year(first)
        )
    } else {
        let after = insights.period.next().first_day();
        format!(
            "Counted from {}, midnight, up to but not including {}, midnight ({zone}).",
            first.strftime("%A %-d %B %Y"),
            after.strftime("%A %-d %B %Y"),
        )
    };
    Line::text(text)
}

/// The periods before and this one, oldest first.
fn past(insights: &Insights) -> Option<Block> {
    let past: Vec<_> = insights
        .comparison
        .past
        .iter()
        .enumerate()
        .skip_while(|(_, past)| past.commits == 0)
        .collect();
    if past.is_empty() {
        return None;
    }
    let most = past
        .iter()
        .map(|(_, past)| past.commits)
        .chain([insights.totals.commits])
        .max()
        .unwrap_or(0);
    let mut rows: Vec<_> = past
        .into_iter()
        .map(|(index, past)| past_row(index, past, most))
        .collect();
    let totals = &insights.totals;
    let now = if insights.over { "this" } else { "so far" };
    rows.push(Row {
        cells: vec![
            Line::text(format!("{} ({now})", insights.period)),
            Line::number("/totals/commits", totals.commits),
            Line::number("/totals/contributors", totals.contributors),
            Line::number("/totals/active_repositories", totals.active_repositories),
            Line::text(bar(totals.commits, most)),
        ],
    });
    let period = match insights.kind {
        Kind::Daily => "Day",
        Kind::Weekly => "Week",
        Kind::Monthly => "Month",
    };
    Some(Block::Table {
        head: head(&[period, "Commits", "People", "Repositories", "Chart"]),
        rows,
    })
}

fn past_row(index: usize, past: &PeriodTotals, most: u64) -> Row {
    let pointer = |field| format!("/comparison/past/{index}/{field}");
    Row {
        cells: vec![
            Line::text(past.period.to_string()),
            Line::number(pointer("commits"), past.commits),
            Line::number(pointer("contributors"), past.contributors),
            Line::number(pointer("active_repositories"), past.active_repositories),
            Line::text(bar(past.commits, most)),
        ],
    }
}

/// The days of a week.
fn days(insights: &Insights) -> Block {
    let most = insights.days.iter().map(|day| day.commits).max().unwrap_or(0);
    let row = |(index, count): (usize, &DayCount)| Row {
        cells: vec![
            Line::text(count.date.strftime("%A").to_string()),
            Line::number(format!("/days/{index}/commits"), count.commits),
            Line::text(bar(count.commits, most)),
        ],
    };
    let rows = insights.days.iter().enumerate().map(row).collect();
    Block::Table {
        head: head(&["Day", "Commits", "Chart"]),
        rows,
    }
}

/// The weeks of a month, each cut where the month begins or ends.
fn weeks(insights: &Insights) -> Block {
    let numbered: Vec<_> = insights.days.iter().enumerate().collect();
    let weeks: Vec<_> = numbered
        .chunk_by(|(_, a), (_, b)| a.date.iso_week_date().week() == b.date.iso_week_date().week())
        .collect();
    let sum = |week: &[(usize, &DayCount)]| week.iter().map(|(_, day)| day.commits).sum::<u64>();
    let most = weeks.iter().map(|week| sum(week)).max().unwrap_or(0);
    let row = |week: &&[(usize, &DayCount)]| {
        let (first, last) = (week[0].1.date, week[week.len() - 1].1.date);
        let label = if first == last {
            day(first)
        } else {
            format!("{} to {}", first.day(), day(last))
        };
        let total = Line::text(crate::page::grouped(sum(week)));
        let total = week.iter().fold(total, |line, (index, day)| {
            line.resting_on(format!("/days/{index}/commits"), day.commits)
        });
        Row {
            cells: vec![Line::text(label), total, Line::text(bar(sum(week), most))],
        }
    };
    let rows = weeks.iter().map(row).collect();
    Block::Table {
        head: head(&["Days", "Commits", "Chart"]),
        rows,
    }
}
