//! Days in prose: weekdays in a day's or week's report, dates in a month's.

use jiff::civil::Date;
use sparky_common::{model::Span, period::Kind};

use super::draft::Draft;

impl Draft {
    /// ` on Friday`, ` on 14 November`; nothing in the report of a day.
    pub(crate) fn on_day(self, kind: Kind, date: Date) -> Self {
        match kind {
            Kind::Daily => self,
            _ => self.text(" on ").day(kind, date),
        }
    }

    /// The day alone.
    pub(crate) fn day(self, kind: Kind, date: Date) -> Self {
        self.span(match kind {
            Kind::Monthly => Span::Day { date },
            _ => Span::Weekday { date },
        })
    }

    /// ` on Friday`, ` between Monday and Thursday`; nothing in the report of a day.
    pub(crate) fn over(self, kind: Kind, first: Date, last: Date) -> Self {
        match kind {
            Kind::Daily => self,
            _ if first == last => self.on_day(kind, first),
            _ => self
                .text(" between ")
                .day(kind, first)
                .text(" and ")
                .day(kind, last),
        }
    }
}
