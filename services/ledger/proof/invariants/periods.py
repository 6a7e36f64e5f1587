"""Fiscal years and months: what lies in them, what came after they were closed, and what they carried over."""

PERIODS: dict[str, str] = {
    "every entry lies in its fiscal year": """
        SELECT 'ent_' || e.seq, 'is dated ' || e.day || ', outside fiscal year ' || e.year
          FROM entries e LEFT JOIN fiscal_years y ON y.year = e.year
         WHERE y.year IS NULL OR e.day NOT BETWEEN y.starts_on AND y.ends_on ORDER BY e.seq LIMIT 1""",
    "fiscal years follow each other": """
        SELECT 'fiscal year ' || year, 'begins on ' || starts_on || ', the one before it ends on ' || before
          FROM (SELECT year, starts_on, lag(ends_on) OVER (ORDER BY year) AS before FROM fiscal_years) y
         WHERE starts_on <= before ORDER BY year LIMIT 1""",
    "nothing was posted in a year that was drawn up": """
        SELECT 'ent_' || e.seq, 'was recorded in fiscal year ' || y.year || ' after its accounts were drawn up'
          FROM fiscal_years y JOIN entries e ON e.year = y.year
         WHERE y.state <> 'open' AND e.journal <> 'closing' AND e.recorded_at > y.drawn_up_at
         ORDER BY e.seq LIMIT 1""",
    # A month of which nothing is written is closed since the first one after it that is.
    "nothing was posted in a month that was closed": """
        SELECT 'ent_' || e.seq, 'was recorded in ' || to_char(e.day, 'YYYY-MM') || ' after it was closed'
          FROM entries e
          LEFT JOIN months m ON m.month = to_char(e.day, 'YYYY-MM')
          CROSS JOIN LATERAL (SELECT CASE WHEN m.state = 'closed' THEN m.changed_at WHEN m.month IS NULL THEN (
              SELECT min(later.changed_at) FROM months later
               WHERE later.state = 'closed' AND later.month > to_char(e.day, 'YYYY-MM')) END AS at) closed
         WHERE e.journal <> 'closing' AND e.recorded_at > closed.at ORDER BY e.seq LIMIT 1""",
    "years that are approved have no result left": """
        SELECT 'fiscal year ' || y.year, 'has ' || sum(l.amount) || ' left on classes 6 and 7'
          FROM fiscal_years y JOIN entries e ON e.year = y.year JOIN lines l ON l.entry = e.seq
         WHERE y.state IN ('approved', 'sealed') AND l.account >= '6' AND l.account < '8'
         GROUP BY y.year HAVING sum(l.amount) <> 0 ORDER BY y.year LIMIT 1""",
    "every sealed year is carried over": """
        SELECT 'fiscal year ' || coalesce(y.year, c.year),
               'is ' || coalesce(y.state, 'unknown') || CASE WHEN c.year IS NULL THEN ', nothing is carried over'
               ELSE ', carried over until ' || c.until END
          FROM (SELECT * FROM fiscal_years WHERE state = 'sealed') y FULL JOIN carry_overs c ON c.year = y.year
         WHERE y.year IS NULL OR c.year IS NULL OR c.until <> y.ends_on ORDER BY 1 LIMIT 1""",
    # Struck year by year: what was carried before, and the lines since.
    "carried balances are the sums of the lines": """
        WITH spans AS (
          SELECT year, until, lag(year) OVER (ORDER BY until) AS last, lag(until) OVER (ORDER BY until) AS after
            FROM carry_overs),
        struck AS (
          SELECT year, account, auxiliary, sum(debit) AS debit, sum(credit) AS credit
            FROM (SELECT s.year, c.account, c.auxiliary, c.debit, c.credit
                    FROM spans s JOIN carried_balances c ON c.year = s.last
                  UNION ALL
                  SELECT s.year, l.account, coalesce(l.auxiliary, ''), greatest(l.amount, 0), greatest(-l.amount, 0)
                    FROM spans s JOIN entries e ON e.day <= s.until AND e.day > coalesce(s.after, '-infinity')
                    JOIN lines l ON l.entry = e.seq) parts
           GROUP BY 1, 2, 3)
        SELECT 'carried balance of ' || coalesce(s.account, c.account) || ' ' || coalesce(s.year, c.year)
               || rtrim(' ' || coalesce(s.auxiliary, c.auxiliary)),
               'carried ' || coalesce(c.debit, 0) || '/' || coalesce(c.credit, 0)
               || ', replayed ' || coalesce(s.debit, 0) || '/' || coalesce(s.credit, 0)
          FROM struck s FULL JOIN carried_balances c USING (year, account, auxiliary)
         WHERE c.debit IS DISTINCT FROM s.debit OR c.credit IS DISTINCT FROM s.credit
         ORDER BY coalesce(s.year, c.year), coalesce(s.account, c.account), 1 LIMIT 1""",
}
