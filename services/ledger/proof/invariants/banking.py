"""Bank statements, what their lines are matched with, and orders to the bank."""

BANKING: dict[str, str] = {
    "bank statements add up": """
        SELECT s.id, 'opens with ' || s.opening || ', moves ' || coalesce(m.amount, 0) || ', closes with ' || s.closing
               || ' and says ' || s.lines || ' line(s), shows ' || coalesce(m.lines, 0)
          FROM bank_statements s
          LEFT JOIN (SELECT x.statement_id, sum(l.amount) AS amount, count(*) AS lines
                       FROM bank_statement_lines x JOIN bank_lines l ON l.id = x.line_id GROUP BY 1) m
            ON m.statement_id = s.id
         WHERE s.opening + coalesce(m.amount, 0) <> s.closing OR s.lines <> coalesce(m.lines, 0)
         ORDER BY s.id LIMIT 1""",
    "every bank line stands in a statement": """
        SELECT l.id, 'stands in no statement, or has no standing' FROM bank_lines l
         WHERE NOT EXISTS (SELECT FROM bank_statement_lines x WHERE x.line_id = l.id)
            OR NOT EXISTS (SELECT FROM bank_line_standings s WHERE s.line_id = l.id) ORDER BY l.id LIMIT 1""",
    "bank lines are matched for what their matches say": """
        SELECT l.id, 'of ' || l.amount || ' is ' || s.state || ' for ' || s.matched || '; its matches come to '
               || coalesce(m.amount, 0)
          FROM bank_lines l JOIN bank_line_standings s ON s.line_id = l.id
          LEFT JOIN (SELECT line_id, sum(amount) AS amount FROM bank_matches WHERE undone_at IS NULL GROUP BY 1) m
            ON m.line_id = l.id
         WHERE s.matched <> coalesce(m.amount, 0) OR (s.state = 'matched') <> (s.matched = l.amount)
            OR s.matched * sign(l.amount) NOT BETWEEN 0 AND abs(l.amount) ORDER BY l.id LIMIT 1""",
    "what bank lines are matched with stands in the books": """
        SELECT 'entry ent_' || m.entry, 'is matched for ' || m.amount || '; its line on the bank account is of '
               || coalesce(b.amount::text, 'nothing')
          FROM (SELECT account_id, entry, entry_line, sum(amount) AS amount FROM bank_matches WHERE undone_at IS NULL
                 GROUP BY 1, 2, 3) m
          JOIN bank_accounts a ON a.id = m.account_id
          LEFT JOIN lines b ON b.entry = m.entry AND b.number = m.entry_line AND b.account = a.ledger_account
         WHERE b.amount IS NULL OR m.amount * sign(b.amount) NOT BETWEEN 0 AND abs(b.amount)
         ORDER BY m.entry LIMIT 1""",
    "payment orders come to what their payments say": """
        SELECT o.id, 'says ' || o.count || ' payment(s) of ' || o.total || '; they are ' || count(i.id) || ', of '
               || coalesce(sum(i.amount), 0)
          FROM payment_orders o LEFT JOIN payment_order_items i ON i.order_id = o.id GROUP BY o.id
        HAVING o.count <> count(i.id) OR o.total <> coalesce(sum(i.amount), 0) ORDER BY o.id LIMIT 1""",
}
