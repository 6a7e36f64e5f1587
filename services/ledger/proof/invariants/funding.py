"""What must be true of loans: what they stand at, and what their entries booked."""

FUNDING: dict[str, str] = {
    "loans stand where their movements bring them": """
        SELECT l.id, 'says ' || l.balance || ', its movements ' || coalesce(m.principal, 0)
          FROM loans l LEFT JOIN (SELECT loan_id, sum(principal) AS principal FROM loan_movements GROUP BY 1) m
            ON m.loan_id = l.id
         WHERE l.balance IS DISTINCT FROM coalesce(m.principal, 0) ORDER BY l.id LIMIT 1""",
    "each movement of a loan is what its entry booked": """
        SELECT m.id, 'is ' || m.principal || ' of principal, its entry ent_' || m.entry || ' booked '
               || coalesce(-b.amount, 0)
          FROM loan_movements m
          LEFT JOIN (SELECT entry, sum(amount) AS amount FROM lines WHERE account IN ('164', '4551') GROUP BY 1) b
            ON b.entry = m.entry
         WHERE m.principal <> coalesce(-b.amount, 0) ORDER BY m.loan_id, m.number LIMIT 1""",
}
