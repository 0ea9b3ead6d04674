{# As dbt's own test, and naming the entity an orphaned key belongs to: one entity's fault must not
   stop the others. Keys are compared once each, however many rows carry them. #}
{% test relationships(model, column_name, to, field) %}
    {{ config(meta={'speaks_of': 'entity', 'says': '{table}: {column} {record} is not known. Add it, or correct the records that name it.'}) }}
    with children as (
        select distinct {{ column_name }} as child
        from {{ model }}
        where {{ column_name }} is not null
    )

    select
        {{ entity_of_key('c.child') }} as entity_code,
        c.child as record
    from children as c
    left join {{ to }} as p on c.child = p.{{ field }}
    where p.{{ field }} is null
{% endtest %}
