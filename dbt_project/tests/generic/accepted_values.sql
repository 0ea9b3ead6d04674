{# As dbt's own test, and giving whole rows: the entity they belong to is blocked, not the others. #}
{% test accepted_values(model, column_name, values) %}
    {{ config(meta={
        'speaks_of': 'rows',
        'says': '{table}: {record} has a {column} that is none of ' ~ values | join(', ') ~ '. Choose one of them.',
    }) }}
    select *
    from {{ model }}
    where {{ column_name }} not in ({% for value in values %}'{{ value }}'{{ ', ' if not loop.last }}{% endfor %})
{% endtest %}
