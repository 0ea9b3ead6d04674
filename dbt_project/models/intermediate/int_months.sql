-- Months from the first appointment of the last ten years, or the calendar's begin, to this one.
with days as (
    select * from {{ ref('dim_date') }}
),

people as (
    select min(valid_from) as first_day from {{ ref('dim_employee') }}
),

extractions as (
    select cast(max(extracted_at) as date) as last_day from {{ ref('stg_erp__extraction') }}
)

select distinct
    d.month_start,
    cast(last_day(d.month_start) as date) as month_end
from days as d
cross join people as p
cross join extractions as x
where
    d.month_start >= p.first_day
    and d.month_start <= x.last_day
