-- What a grade was called and where it stood, from when to when. The ERP holds only what it says today:
-- the night carries on what it said before, so that earlier months show a grade as it was reported then.
with present as (
    select
        g.entity_code,
        g.grade_code,
        x.as_of_day,
        cast(g.grade_rank as smallint) as grade_rank,
        g.grade_family,
        g.grade_name_en,
        g.grade_name_ar
    from {{ ref('stg_erp__grade') }} as g
    inner join {{ ref('stg_erp__extraction') }} as x on g.entity_code = x.entity_code
),

spans as (
    {{ spans_seen(
        'present', source('erp', 'dim_grade_history_before'), 'grade_code',
        ['grade_rank', 'grade_family', 'grade_name_en', 'grade_name_ar']
    ) }}
)

select
    entity_code,
    grade_code,
    valid_from,
    valid_to,
    grade_rank,
    grade_family,
    grade_name_en,
    grade_name_ar
from spans
