{{ config(tags=['night']) }}
-- The government as one: the entities' trial balances added up account by account, less what entities
-- owe and grant each other. Lines name no counterparty, so such balances are taken out whole, and what
-- one side says and no other does is a row of its own: with it every period closes at nothing. Made
-- when last good rows stand in place of doubtful ones.
with marked as (
    select
        t.period_code,
        t.entity_code,
        case when t.is_unclosed_result then 'Unclosed results' else 'Account' end as row_kind,
        t.account_code,
        t.account_name_en,
        t.account_name_ar,
        t.root_type_name_en,
        t.root_type_name_ar,
        case when t.is_within_government then 'Granted' else w.within_government_kind end
            as within_government_kind,
        t.closing_amount
    from {{ ref('rpt_trial_balance') }} as t
    left join {{ ref('within_government_account') }} as w on t.account_code = w.account_code
),

accounts as (
    select
        period_code,
        row_kind,
        account_code,
        max(account_name_en) as account_name_en,
        max(account_name_ar) as account_name_ar,
        root_type_name_en,
        root_type_name_ar,
        within_government_kind,
        count(distinct entity_code) as entity_count,
        sum(closing_amount) as closing_amount,
        sum(case when within_government_kind is null then 0 else closing_amount end) as eliminated_amount
    from marked
    group by
        period_code,
        row_kind,
        account_code,
        root_type_name_en,
        root_type_name_ar,
        within_government_kind
),

-- Zero where both sides say the same: then there is nothing to show.
unmatched as (
    select
        a.period_code,
        'Unmatched ' || a.within_government_kind as row_kind,
        a.within_government_kind,
        max(a.entity_count) as entity_count,
        sum(a.closing_amount) as amount
    from accounts as a
    where a.within_government_kind is not null
    group by a.period_code, a.within_government_kind
    having sum(a.closing_amount) <> 0
),

statement_rows as (
    select * from accounts
    union all
    select
        u.period_code,
        u.row_kind,
        null as account_code,
        n.term_name_en as account_name_en,
        n.term_name_ar as account_name_ar,
        null as root_type_name_en,
        null as root_type_name_ar,
        u.within_government_kind,
        u.entity_count,
        0 as closing_amount,
        -u.amount as eliminated_amount
    from unmatched as u
    left join {{ ref('term_name') }} as n
        on u.row_kind = n.term and n.term_kind = 'statement_row'
)

select
    period_code,
    row_kind,
    account_code,
    account_name_en,
    account_name_ar,
    root_type_name_en,
    root_type_name_ar,
    within_government_kind,
    cast(entity_count as integer) as entity_count,
    {{ money('closing_amount') }} as closing_amount,
    {{ money('eliminated_amount') }} as eliminated_amount,
    {{ money('closing_amount - eliminated_amount') }} as consolidated_amount
from statement_rows
