-- What a unit was called, from when to when. The ERP holds only its name of today: the night carries on
-- what it was before, so that a renamed unit is in earlier months as it was reported then.
with present as (
    select
        o.entity_code,
        o.org_unit_code,
        x.as_of_day,
        o.org_unit_name_en,
        o.org_unit_name_ar
    from {{ ref('stg_erp__org_unit') }} as o
    inner join {{ ref('stg_erp__extraction') }} as x on o.entity_code = x.entity_code
),

spans as (
    {{ spans_seen(
        'present', source('erp', 'dim_org_unit_history_before'), 'org_unit_code',
        ['org_unit_name_en', 'org_unit_name_ar']
    ) }}
)

select
    entity_code,
    org_unit_code,
    valid_from,
    valid_to,
    org_unit_name_en,
    org_unit_name_ar
from spans
