"""Allocations of a surplus: posted as they were adopted; and reserves, which nothing but a resolution takes from."""

SURPLUS: dict[str, str] = {
    "every allocation is posted": """
        SELECT 'allocation of ' || a.year, 'names ent_' || a.entry || ', which does not debit 120 or 4284'
          FROM surplus_allocations a
         WHERE NOT EXISTS (
           SELECT 1 FROM lines l
            WHERE l.entry BETWEEN a.entry AND a.last_entry AND l.account IN ('120', '4284') AND l.amount > 0)
         ORDER BY a.year LIMIT 1""",
    "every allocation is the one that was adopted": """
        SELECT 'allocation of ' || a.year, 'debits 120 and 4284 by ' || b.amount || ' in ent_' || a.entry
               || ', proposal ' || a.proposal_id || ' says ' || coalesce(p.amount, 0)
          FROM surplus_allocations a
          JOIN (SELECT o.resolution_id, sum(l.amount) AS amount
                  FROM surplus_allocations o JOIN lines l ON l.entry BETWEEN o.entry AND o.last_entry
                 WHERE l.account IN ('120', '4284') GROUP BY 1) b ON b.resolution_id = a.resolution_id
          LEFT JOIN (SELECT p.id, f.resolution_id,
                            (p.content->>'surplus')::bigint + (p.content->>'losses')::bigint AS amount
                       FROM proposals p JOIN effects f ON f.proposal_id = p.id AND f.state <> 'refused') p
            ON p.id = a.proposal_id AND p.resolution_id = a.resolution_id
         WHERE p.amount IS DISTINCT FROM b.amount ORDER BY a.year LIMIT 1""",
    "a year has one allocation that is not reversed": """
        SELECT 'fiscal year ' || year, 'has ' || count(*) || ' allocations'
          FROM surplus_allocations a
         WHERE NOT EXISTS (SELECT FROM surplus_allocation_reversals r WHERE r.resolution_id = a.resolution_id)
         GROUP BY year HAVING count(*) > 1 ORDER BY year LIMIT 1""",
    # But for slips that were reversed, and for what the assemblies of old books had decided (source arr_).
    "reserves decrease by a resolution alone": """
        SELECT 'ent_' || e.seq, 'takes ' || sum(l.amount) || ' out of the reserves, which no resolution says'
          FROM lines l JOIN entries e ON e.seq = l.entry
         WHERE l.account >= '106' AND l.account < '107' AND e.reverses IS NULL
           AND coalesce(left(e.metadata->>'source', 4), '') <> 'arr_'
           AND NOT EXISTS (SELECT 1 FROM effects f
                            WHERE f.proposal_id = e.metadata->>'source' AND f.state <> 'refused')
           AND NOT EXISTS (SELECT 1 FROM rulebook_versions r
                            WHERE r.layer = 'statutes' AND r.document#>>'{identity,regime}' = 'association')
         GROUP BY e.seq HAVING sum(l.amount) > 0 ORDER BY e.seq LIMIT 1""",
}
