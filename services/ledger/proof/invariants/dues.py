"""What must be true of dues: called as their entries say, paid and waived as their movements say."""

DUES: dict[str, str] = {
    "calls of dues come to what their members owe": """
        SELECT c.id, 'says ' || c.count || ' member(s) and ' || c.total || '; they are ' || count(d.id) || ' and owe '
               || coalesce(sum(d.amount), 0)
          FROM dues_calls c LEFT JOIN dues d ON d.call_id = c.id GROUP BY c.id
        HAVING c.count <> count(d.id) OR c.total <> coalesce(sum(d.amount), 0) ORDER BY c.id LIMIT 1""",
    "dues are what their entries booked": """
        SELECT d.id, 'are ' || d.amount || ', entry ent_' || d.entry || ' booked ' || coalesce(b.amount, 0)
               || ' on the member'
          FROM dues d
          LEFT JOIN (SELECT l.entry, l.auxiliary, sum(l.amount) AS amount FROM lines l WHERE l.account = '467'
                        AND EXISTS (SELECT FROM dues o WHERE o.entry = l.entry) GROUP BY 1, 2) b
            ON b.entry = d.entry AND b.auxiliary = d.member_id
         WHERE d.amount <> coalesce(b.amount, 0) ORDER BY d.id LIMIT 1""",
    "dues are paid and waived for what their movements say": """
        SELECT d.id, 'are paid for ' || d.paid || ' and waived for ' || d.waived || ', by their movements for '
               || coalesce(m.paid, 0) || ' and ' || coalesce(m.waived, 0)
          FROM dues d
          LEFT JOIN (SELECT dues_id, sum(amount) FILTER (WHERE kind = 'payment') AS paid,
                            sum(amount) FILTER (WHERE kind = 'waiver') AS waived
                       FROM dues_movements GROUP BY 1) m ON m.dues_id = d.id
         WHERE d.paid <> coalesce(m.paid, 0) OR d.waived <> coalesce(m.waived, 0) ORDER BY d.id LIMIT 1""",
    "each movement of dues is what its entry booked": """
        SELECT m.id, 'is ' || m.amount || ', entry ent_' || m.entry || ' took ' || coalesce(-b.amount, 0)
               || ' off the member'
          FROM dues_movements m
          LEFT JOIN dues d ON d.id = m.dues_id
          LEFT JOIN (SELECT l.entry, l.auxiliary, sum(l.amount) AS amount FROM lines l WHERE l.account = '467'
                        AND EXISTS (SELECT FROM dues_movements o WHERE o.entry = l.entry) GROUP BY 1, 2) b
            ON b.entry = m.entry AND b.auxiliary = d.member_id
         WHERE m.amount <> coalesce(-b.amount, 0) ORDER BY m.id LIMIT 1""",
}
