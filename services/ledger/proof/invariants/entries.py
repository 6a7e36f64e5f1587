"""Entries, their lines, numbers and reversals; the balances they add up to; those that are pending."""

ENTRIES: dict[str, str] = {
    "every entry has its lines, and they balance": """
        SELECT 'ent_' || e.seq,
               'says ' || e.lines || ' lines, has ' || count(l.number) || ', which differ by '
               || coalesce(sum(l.amount), 0)
          FROM entries e LEFT JOIN lines l ON l.entry = e.seq
         GROUP BY e.seq, e.lines
        HAVING count(l.number) <> e.lines OR count(l.number) < 2 OR sum(l.amount) <> 0
            OR min(l.number) <> 1 OR max(l.number) <> e.lines ORDER BY e.seq LIMIT 1""",
    "every line has its entry": """
        SELECT 'ent_' || l.entry || ' line ' || l.number, 'belongs to no entry'
          FROM lines l LEFT JOIN entries e ON e.seq = l.entry WHERE e.seq IS NULL ORDER BY l.entry, l.number LIMIT 1""",
    "numbers have no gaps in their journal and year": """
        SELECT 'ent_' || seq, 'is ' || journal || ' ' || year || ' number ' || number || ' where ' || place || ' is due'
          FROM (SELECT seq, journal, year, number,
                       row_number() OVER (PARTITION BY journal, year ORDER BY number) AS place FROM entries) numbered
         WHERE number <> place ORDER BY journal, year, number LIMIT 1""",
    "the last numbers are the ones given": """
        SELECT coalesce(c.journal, e.journal) || ' ' || coalesce(c.year, e.year),
               'gave ' || coalesce(c.last, 0) || ', the journal ends at ' || coalesce(e.last, 0)
          FROM journal_counters c
          FULL JOIN (SELECT journal, year, max(number) AS last FROM entries GROUP BY journal, year) e
            ON e.journal = c.journal AND e.year = c.year
         WHERE c.last IS DISTINCT FROM e.last ORDER BY 1 LIMIT 1""",
    "stored balances are the sums of the lines": """
        WITH replayed AS (
          SELECT l.account, coalesce(l.auxiliary, '') AS auxiliary,
                 to_char(e.day, 'YYYY-MM') || CASE WHEN e.journal = 'closing' THEN '+' ELSE '' END AS period,
                 sum(greatest(l.amount, 0)) AS debit, sum(greatest(-l.amount, 0)) AS credit
            FROM lines l JOIN entries e ON e.seq = l.entry GROUP BY 1, 2, 3)
        SELECT 'balance of ' || coalesce(r.account, b.account) || ' ' || coalesce(r.period, b.period)
               || rtrim(' ' || coalesce(r.auxiliary, b.auxiliary)),
               'stored ' || coalesce(b.debit, 0) || '/' || coalesce(b.credit, 0)
               || ', replayed ' || coalesce(r.debit, 0) || '/' || coalesce(r.credit, 0)
          FROM replayed r FULL JOIN balances b USING (account, auxiliary, period)
         WHERE b.debit IS DISTINCT FROM r.debit OR b.credit IS DISTINCT FROM r.credit
         ORDER BY coalesce(r.period, b.period), coalesce(r.account, b.account), 1 LIMIT 1""",
    "a reversal mirrors its entry": """
        SELECT 'ent_' || r.seq, 'does not mirror ent_' || r.reverses FROM entries r
         WHERE r.reverses IS NOT NULL AND EXISTS (
           SELECT FROM lines WHERE entry IN (r.seq, r.reverses)
            GROUP BY account, coalesce(auxiliary, '') HAVING sum(amount) <> 0)
         ORDER BY r.seq LIMIT 1""",
    "attachments belong to entries": """
        SELECT 'attachment ' || a.number || ' of ent_' || a.entry, 'belongs to no entry, or has no place before it'
          FROM attachments a
         WHERE NOT EXISTS (SELECT FROM entries e WHERE e.seq = a.entry)
            OR a.number > 1 AND NOT EXISTS (
                 SELECT FROM attachments b WHERE b.entry = a.entry AND b.number = a.number - 1)
         ORDER BY a.entry, a.number LIMIT 1""",
    "pending entries balance": """
        SELECT p.id, 'has ' || count(l.number) || ' lines, which differ by ' || coalesce(sum(l.amount), 0)
          FROM pending_entries p LEFT JOIN pending_lines l ON l.pending = p.id
         GROUP BY p.id HAVING count(l.number) < 2 OR sum(l.amount) <> 0 ORDER BY p.id LIMIT 1""",
    "what was pending is posted as it was": """
        SELECT p.id, 'was posted as ' || coalesce('ent_' || e.seq, 'no entry') || ', which has other lines'
          FROM pending_entries p LEFT JOIN entries e ON e.seq = p.entry
         WHERE p.state = 'posted' AND (e.seq IS NULL OR EXISTS (
           (SELECT number, account, amount, auxiliary FROM pending_lines WHERE pending = p.id
            EXCEPT SELECT number, account, amount, auxiliary FROM lines WHERE entry = e.seq)
           UNION ALL
           (SELECT number, account, amount, auxiliary FROM lines WHERE entry = e.seq
            EXCEPT SELECT number, account, amount, auxiliary FROM pending_lines WHERE pending = p.id)))
         ORDER BY p.id LIMIT 1""",
}
