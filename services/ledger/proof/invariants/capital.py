"""The share register: its movements, what they make of subscriptions, and the accounts of capital."""

from services.ledger.capital.tables import EFFECTS

CAPITAL: dict[str, str] = {
    "share movements are what their kind says": f"""
        SELECT 'movement ' || number, 'of ' || count || ' share(s) and ' || amount || ' is no ' || kind
          FROM share_movements WHERE ({EFFECTS}) IS NOT TRUE ORDER BY number LIMIT 1""",
    "share movements are numbered without gaps": """
        SELECT 'movement ' || number, 'stands where ' || place || ' is due'
          FROM (SELECT number, row_number() OVER (ORDER BY number) AS place FROM share_movements) m
         WHERE number <> place ORDER BY number LIMIT 1""",
    "subscriptions are what their movements say": """
        SELECT s.id, 'says ' || s.count || ' share(s), ' || s.held || ' held, ' || s.called || ' called, ' || s.paid_up
               || ' paid up; its movements ' || coalesce(m.got, 0) || ', ' || coalesce(m.held, 0) || ', '
               || coalesce(m.called, 0) || ', ' || coalesce(m.paid_up, 0)
          FROM share_subscriptions s
          LEFT JOIN (SELECT subscription_id, sum(shares) AS held,
                            sum(shares) FILTER (WHERE shares > 0 AND kind <> 'cancellation_return') AS got,
                            sum(called) AS called, sum(paid) AS paid_up,
                            coalesce(sum(paid) FILTER (
                              WHERE paid > 0 AND kind NOT IN ('loss_restoration', 'cancellation_return')
                                 OR kind = 'payment_return'), 0) AS paid
                       FROM share_movements GROUP BY 1) m ON m.subscription_id = s.id
         WHERE (s.count, s.held, s.called, s.paid_up, s.paid)
               IS DISTINCT FROM (m.got, m.held, m.called, m.paid_up, m.paid) ORDER BY s.id LIMIT 1""",
    "transfers conserve shares and capital": """
        SELECT 'movement ' || min(number), 'is out of balance by ' || sum(count) || ' share(s), ' || sum(amount)
          FROM (SELECT number, count, amount, count(*) FILTER (WHERE kind = 'transfer_out') OVER (ORDER BY number)
                       AS pair
                  FROM share_movements WHERE kind IN ('transfer_out', 'transfer_in')) pairs
         GROUP BY pair HAVING sum(count) <> 0 OR sum(amount) <> 0 OR count(*) <> 2 ORDER BY min(number) LIMIT 1""",
    "conversions conserve capital": """
        SELECT 'movement ' || min(number), 'changes the capital by ' || sum(amount)
          FROM (SELECT number, amount, count(*) FILTER (WHERE count < 0) OVER (ORDER BY number) AS pair
                  FROM share_movements WHERE kind = 'conversion') pairs
         GROUP BY pair HAVING sum(amount) <> 0 OR count(*) <> 2 ORDER BY min(number) LIMIT 1""",
    "nobody gave shares that were not held": """
        SELECT 'movement ' || number, 'leaves ' || member_id || ' with ' || held || ' share(s)'
          FROM (SELECT number, member_id, sum(shares) OVER (PARTITION BY member_id ORDER BY effective_on, number)
                       AS held FROM share_movements) m
         WHERE held < 0 ORDER BY number LIMIT 1""",
    "redemptions are what their movements say": """
        SELECT r.id, 'says ' || r.count || ' share(s), nominal ' || r.nominal || ', loss ' || coalesce(r.loss, 0)
               || ', paid ' || r.paid || '; its movements ' || coalesce(m.count, 0) || ', ' || coalesce(m.nominal, 0)
               || ', ' || coalesce(m.loss, 0) || ', ' || coalesce(m.paid, 0)
          FROM share_redemptions r
          LEFT JOIN (SELECT redemption_id,
                            -coalesce(sum(count) FILTER (WHERE kind LIKE 'cancellation%'), 0) AS count,
                            coalesce(sum(owed) FILTER (WHERE kind LIKE 'cancellation%'), 0) AS nominal,
                            -coalesce(sum(owed) FILTER (WHERE kind = 'loss_reduction'), 0) AS loss,
                            -coalesce(sum(owed) FILTER (WHERE kind IN ('redemption', 'redemption_return')), 0) AS paid
                       FROM share_movements WHERE redemption_id IS NOT NULL GROUP BY 1) m ON m.redemption_id = r.id
         WHERE (CASE WHEN r.state IN ('requested', 'annulled') THEN 0 ELSE r.count END, r.nominal, coalesce(r.loss, 0),
                r.paid)
               IS DISTINCT FROM (m.count, m.nominal, m.loss, m.paid) ORDER BY r.id LIMIT 1""",
    "instalments come to what they repay": """
        SELECT r.id, 'is worth ' || r.nominal - r.loss || ', paid ' || r.paid || '; its instalments come to '
               || coalesce(i.amount, 0) || ', paid ' || coalesce(i.paid, 0)
          FROM share_redemptions r
          LEFT JOIN (SELECT redemption_id, sum(amount) AS amount, sum(paid) AS paid FROM share_instalments GROUP BY 1) i
            ON i.redemption_id = r.id
         WHERE (r.state = 'scheduled' OR i.redemption_id IS NOT NULL)
           AND (r.nominal - r.loss, r.paid) IS DISTINCT FROM (i.amount, i.paid) ORDER BY r.id LIMIT 1""",
    "shares are paid before they are cancelled and repaid after": """
        SELECT 'movement ' || m.number, 'is a ' || m.kind || ' of ' || m.effective_on || ', the cancellation of '
               || c.effective_on
          FROM share_movements m
          JOIN share_movements c ON c.kind = 'cancellation'
           AND (m.kind = 'payment' AND c.subscription_id = m.subscription_id AND m.effective_on > c.effective_on
                OR m.kind = 'redemption' AND c.redemption_id = m.redemption_id AND m.effective_on < c.effective_on)
           AND NOT EXISTS (SELECT FROM share_movements r
                            WHERE r.kind = 'cancellation_return' AND r.redemption_id = c.redemption_id)
         ORDER BY m.number LIMIT 1""",
    "each movement is what its entry booked": """
        WITH moved AS (
          SELECT entry, min(number) AS number, sum(paid) AS paid_up, sum(called - paid) AS unpaid, sum(owed) AS owed
            FROM share_movements WHERE entry IS NOT NULL GROUP BY entry),
        booked AS (
          SELECT entry, -coalesce(sum(amount) FILTER (WHERE account = '1013'), 0) AS paid_up,
                 -coalesce(sum(amount) FILTER (WHERE account = '1012'), 0) AS unpaid,
                 -coalesce(sum(amount) FILTER (WHERE account = '4567'), 0) AS owed
            FROM lines WHERE account IN ('1012', '1013', '4567') GROUP BY entry)
        SELECT 'movement ' || m.number, 'moves ' || m.paid_up || ' paid up, ' || m.unpaid || ' unpaid, ' || m.owed
               || ' owed; its entry ent_' || m.entry || ' booked ' || coalesce(b.paid_up, 0) || ', '
               || coalesce(b.unpaid, 0) || ', ' || coalesce(b.owed, 0)
          FROM moved m LEFT JOIN booked b ON b.entry = m.entry
         WHERE (m.paid_up, m.unpaid, m.owed) IS DISTINCT FROM (b.paid_up, b.unpaid, b.owed)
         ORDER BY m.number LIMIT 1""",
    "each movement is dated as its entry": """
        SELECT 'movement ' || m.number, 'is of ' || m.effective_on || ', its entry ent_' || e.seq || ' of ' || e.day
          FROM share_movements m JOIN entries e ON e.seq = m.entry WHERE m.effective_on <> e.day
         ORDER BY m.number LIMIT 1""",
    # Imported books brought balances of their own, which the register took over without entries (``booked``).
    "accounts 1012, 1013, 4562 and 4567 are the register's": """
        WITH moved AS (
          SELECT member_id, called - paid AS unpaid, paid, owed FROM share_movements WHERE entry IS NOT NULL),
        expected(account, auxiliary, amount) AS (
          SELECT '1012', '', -coalesce(sum(unpaid), 0) FROM moved
          UNION ALL SELECT '1013', '', -coalesce(sum(paid), 0) FROM moved
          UNION ALL SELECT '4562', member_id, sum(unpaid) FROM moved GROUP BY member_id
          UNION ALL SELECT '4567', member_id, -sum(owed) FROM moved GROUP BY member_id),
        booked AS (
          SELECT l.account, coalesce(l.auxiliary, '') AS auxiliary, sum(l.amount) AS amount
            FROM lines l JOIN entries e ON e.seq = l.entry
           WHERE l.account IN ('1012', '1013', '4562', '4567')
             AND NOT jsonb_exists(e.metadata, 'fec.JournalCode') GROUP BY 1, 2)
        SELECT rtrim('account ' || account || ' ' || auxiliary),
               'the register says ' || coalesce(x.amount, 0) || ', the books ' || coalesce(b.amount, 0)
          FROM expected x FULL JOIN booked b USING (account, auxiliary)
         WHERE coalesce(x.amount, 0) <> coalesce(b.amount, 0) ORDER BY account, auxiliary LIMIT 1""",
    # While the register has not come yet, or no old books have, there is nothing to compare.
    "what old books brought in is what the register took over": """
        WITH arrived AS (
          SELECT l.account, -sum(l.amount) AS amount FROM lines l JOIN entries e ON e.seq = l.entry
           WHERE l.account IN ('1012', '1013', '4567') AND jsonb_exists(e.metadata, 'fec.JournalCode') GROUP BY 1),
        moved AS (
          SELECT called, paid, owed FROM share_movements
           WHERE entry IS NULL AND (called, paid, owed) <> (0, 0, 0)),
        taken(account, amount) AS (
          SELECT '1012', sum(called - paid) FROM moved UNION ALL SELECT '1013', sum(paid) FROM moved
          UNION ALL SELECT '4567', sum(owed) FROM moved)
        SELECT 'account ' || account,
               'old books brought ' || coalesce(a.amount, 0) || ', the register took over ' || coalesce(t.amount, 0)
          FROM taken t LEFT JOIN arrived a USING (account)
         WHERE EXISTS (SELECT FROM arrived) AND EXISTS (SELECT FROM moved)
           AND coalesce(a.amount, 0) <> coalesce(t.amount, 0) ORDER BY account LIMIT 1""",
}
