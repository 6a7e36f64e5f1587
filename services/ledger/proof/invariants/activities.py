"""What must be true of activities: their invoices, what was paid of them, and what they contributed."""

ACTIVITIES: dict[str, str] = {
    "invoices are numbered without gaps": """
        SELECT 'invoice ' || number, 'stands where ' || due || ' is due'
          FROM (SELECT number, place, row_number() OVER (PARTITION BY series, year ORDER BY place) AS due
                  FROM invoices WHERE state = 'issued') numbered
         WHERE place <> due ORDER BY number LIMIT 1""",
    "each invoice is what its entry booked": """
        SELECT 'invoice ' || i.number, 'says ' || i.total || ', its entry ent_' || i.entry || ' booked '
               || coalesce(b.amount, 0)
          FROM invoices i
          LEFT JOIN (SELECT entry, auxiliary, sum(amount) AS amount FROM lines WHERE account = '411' GROUP BY 1, 2) b
            ON b.entry = i.entry AND b.auxiliary = i.customer
         WHERE i.state = 'issued'
           AND CASE i.kind WHEN 'invoice' THEN i.total ELSE -i.total END IS DISTINCT FROM b.amount
         ORDER BY i.number LIMIT 1""",
    "invoices are paid as their payments say": """
        SELECT 'invoice ' || i.number, 'says ' || i.paid || ' paid, its payments ' || coalesce(p.amount, 0)
          FROM invoices i
          LEFT JOIN (SELECT invoice_id, sum(amount) AS amount FROM invoice_payments WHERE cancelled_on IS NULL
                      GROUP BY 1) p ON p.invoice_id = i.id
         WHERE i.paid <> coalesce(p.amount, 0) ORDER BY i.number LIMIT 1""",
    "invoices are credited as their credit notes say": """
        SELECT 'invoice ' || i.number, 'says ' || i.credited || ' credited, its credit notes ' || coalesce(n.total, 0)
          FROM invoices i
          LEFT JOIN (SELECT credits, sum(total) AS total FROM invoices
                      WHERE kind = 'credit_note' AND state = 'issued' GROUP BY 1) n ON n.credits = i.id
         WHERE i.state = 'issued' AND i.credited <> coalesce(n.total, 0) ORDER BY i.number LIMIT 1""",
    "internal links net to zero": """
        SELECT 'ent_' || l.entry, 'leaves ' || sum(l.amount) || ' on 181, or on 186 with 187'
          FROM lines l WHERE l.entry IN (SELECT entry FROM contributions)
         GROUP BY l.entry
        HAVING sum(l.amount) FILTER (WHERE l.account LIKE '181%') <> 0
            OR sum(l.amount) FILTER (WHERE l.account LIKE '186%' OR l.account LIKE '187%') <> 0
         ORDER BY l.entry LIMIT 1""",
    "contributions are what their entries booked": """
        SELECT 'entry ent_' || c.entry,
               'books ' || coalesce(b.amount, 0) || ' of contributions that come to ' || c.amount
          FROM (SELECT entry, activity_id, sum(amount) AS amount FROM contributions GROUP BY 1, 2) c
          LEFT JOIN (SELECT entry, activity, sum(amount) AS amount FROM lines WHERE account = '186' GROUP BY 1, 2) b
            ON b.entry = c.entry AND b.activity = c.activity_id
         WHERE c.amount IS DISTINCT FROM b.amount ORDER BY c.entry LIMIT 1""",
}
