-- Months from the first appointment of the last ten years, or the calendar's begin, to this one.
select distinct
    month_start,
    cast(last_day(month_start) as date) as month_end
from {{ ref('dim_date') }}
where
    month_start >= (select greatest(min(valid_from), min(d.date_day)) from {{ ref('dim_employee') }}, {{ ref('dim_date') }} as d)
    and month_start <= (select cast(max(extracted_at) as date) from {{ ref('stg_erp__extraction') }})
