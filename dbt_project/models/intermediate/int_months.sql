-- Months of each entity from its own first appointment of the last ten years, or the calendar's
-- begin, to the month it was read in. A month closes on its last day; the newest on the day it was
-- read, which is the entity's own.
with months as (
    select distinct month_start
    from {{ ref('dim_date') }}
),

people as (
    select
        entity_code,
        min(valid_from) as first_day
    from {{ ref('stg_erp__appointment') }}
    group by entity_code
)

select
    x.entity_code,
    m.month_start,
    {{ day_before('m.month_start') }} as opening_day,
    least(cast(last_day(m.month_start) as date), x.as_of_day) as closing_day,
    {{ month_of('x.as_of_day') }} = m.month_start as is_current
from {{ ref('stg_erp__extraction') }} as x
inner join people as p on x.entity_code = p.entity_code
inner join months as m
    on
        {{ month_of('p.first_day') }} <= m.month_start
        and x.as_of_day >= m.month_start
