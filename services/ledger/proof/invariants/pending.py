"""What must be true of entries that are agreed on before they are posted."""

PENDING: dict[str, str] = {
    "every pending entry balances": """
        SELECT p.id, 'has ' || count(l.number) || ' lines, which differ by ' || coalesce(sum(l.amount), 0)
          FROM pending_entries p LEFT JOIN pending_lines l ON l.pending = p.id
         GROUP BY p.id HAVING count(l.number) < 2 OR sum(l.amount) <> 0 ORDER BY p.id LIMIT 1""",
    "what was posted is what was agreed on": """
        SELECT p.id, 'moves ' || d.account || ' otherwise than its entry ent_' || p.entry || ' by ' || d.difference
          FROM pending_entries p CROSS JOIN LATERAL (
                 SELECT account, sum(amount) AS difference
                   FROM (SELECT account, auxiliary, amount FROM pending_lines WHERE pending = p.id
                         UNION ALL SELECT account, auxiliary, -amount FROM lines WHERE entry = p.entry) both_sides
                  GROUP BY account, auxiliary HAVING sum(amount) <> 0 ORDER BY account LIMIT 1) d
         WHERE p.state = 'posted' ORDER BY p.id LIMIT 1""",
}
