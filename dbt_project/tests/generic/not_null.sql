{# As dbt's own test, and giving whole rows: the entity they belong to is blocked, not the others. #}
{% test not_null(model, column_name) %}
    {{ config(meta={'speaks_of': 'rows', 'says': '{table}: {record} has no {column}. Fill it in.'}) }}
    select *
    from {{ model }}
    where {{ column_name }} is null
{% endtest %}
