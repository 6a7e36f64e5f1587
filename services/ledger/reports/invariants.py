"""What must be true of the books, each as a query that finds the first row of which it is not."""

# Each finds the first wrong row: what it is called, and what is wrong with it.
CHECKS: dict[str, str] = {
    "every entry has its lines, and they balance": """
        SELECT 'ent_' || e.seq,
               'says ' || e.lines || ' lines, has ' || count(l.number) || ', which differ by '
               || coalesce(sum(l.amount), 0)
          FROM entries e LEFT JOIN lines l ON l.entry = e.seq
         GROUP BY e.seq, e.lines
        HAVING count(l.number) <> e.lines OR count(l.number) < 2 OR sum(l.amount) <> 0 ORDER BY e.seq LIMIT 1""",
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
    "every entry lies in its fiscal year": """
        SELECT 'ent_' || e.seq, 'is dated ' || e.day || ', outside fiscal year ' || e.year
          FROM entries e LEFT JOIN fiscal_years y ON y.year = e.year
         WHERE y.year IS NULL OR e.day NOT BETWEEN y.starts_on AND y.ends_on ORDER BY e.seq LIMIT 1""",
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
    "share movements are numbered without gaps": """
        SELECT 'movement ' || number, 'stands where ' || place || ' is due'
          FROM (SELECT number, row_number() OVER (ORDER BY number) AS place FROM share_movements) m
         WHERE number <> place ORDER BY number LIMIT 1""",
    "subscriptions are what their movements say": """
        SELECT s.id, 'says ' || s.count || ' share(s), ' || s.amount || ' due, ' || s.paid || ' paid; its movements '
               || coalesce(m.count, 0) || ', ' || coalesce(m.due, 0) || ', ' || coalesce(m.paid, 0)
          FROM share_subscriptions s
          LEFT JOIN (SELECT subscription_id, sum(count) AS count,
                            sum(amount) FILTER (WHERE kind = 'subscription') AS due,
                            coalesce(sum(amount) FILTER (WHERE kind = 'payment'), 0) AS paid
                       FROM share_movements GROUP BY 1) m ON m.subscription_id = s.id
         WHERE (s.count, s.amount, s.paid) IS DISTINCT FROM (m.count, m.due, m.paid) ORDER BY s.id LIMIT 1""",
    "each movement is what its entry booked": """
        SELECT 'movement ' || m.number,
               'is ' || m.amount || ', its entry ent_' || m.entry || ' booked ' || coalesce(b.amount, 0)
          FROM share_movements m
          LEFT JOIN (SELECT entry, auxiliary, sum(amount) AS amount FROM lines WHERE account = '4562' GROUP BY 1, 2) b
            ON b.entry = m.entry AND b.auxiliary = m.member_id
         WHERE CASE m.kind WHEN 'payment' THEN -m.amount ELSE m.amount END IS DISTINCT FROM b.amount
         ORDER BY m.number LIMIT 1""",
    "each movement is dated as its entry": """
        SELECT 'movement ' || m.number, 'is of ' || m.effective_on || ', its entry ent_' || e.seq || ' of ' || e.day
          FROM share_movements m JOIN entries e ON e.seq = m.entry WHERE m.effective_on <> e.day
         ORDER BY m.number LIMIT 1""",
    "accounts 1012, 1013 and 4562 are the register's": """
        WITH register AS (
          SELECT coalesce(sum(amount) FILTER (WHERE kind = 'subscription'), 0) AS due,
                 coalesce(sum(amount) FILTER (WHERE kind = 'payment'), 0) AS paid FROM share_movements),
        expected(account, amount) AS (
          SELECT '1012', paid - due FROM register UNION ALL SELECT '1013', -paid FROM register
          UNION ALL SELECT '4562', due - paid FROM register)
        SELECT 'account ' || x.account, 'the register says ' || x.amount || ', the books ' || coalesce(sum(l.amount), 0)
          FROM expected x LEFT JOIN lines l ON l.account = x.account
         GROUP BY x.account, x.amount HAVING coalesce(sum(l.amount), 0) <> x.amount ORDER BY x.account LIMIT 1""",
    "every allocation is posted": """
        SELECT 'allocation of ' || a.year, 'names ent_' || a.entry || ', which does not debit 120'
          FROM surplus_allocations a
         WHERE NOT EXISTS (SELECT 1 FROM lines l WHERE l.entry = a.entry AND l.account = '120' AND l.amount > 0)
         ORDER BY a.year LIMIT 1""",
    "every allocation is the one that was adopted": """
        SELECT 'allocation of ' || a.year, 'debits 120 by ' || b.amount || ' in ent_' || a.entry
               || ', proposal ' || a.proposal_id || ' says ' || coalesce(p.amount, 0)
          FROM surplus_allocations a
          JOIN (SELECT entry, sum(amount) AS amount FROM lines WHERE account = '120' GROUP BY 1) b ON b.entry = a.entry
          LEFT JOIN (SELECT p.id, f.resolution_id,
                            (p.content->>'surplus')::bigint + (p.content->>'losses')::bigint AS amount
                       FROM proposals p JOIN effects f ON f.proposal_id = p.id AND f.state = 'applied') p
            ON p.id = a.proposal_id AND p.resolution_id = a.resolution_id
         WHERE p.amount IS DISTINCT FROM b.amount ORDER BY a.year LIMIT 1""",
}
