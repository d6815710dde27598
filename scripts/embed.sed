# A text as one C string: sed -f scripts/embed.sed schema.sql
s/["\\]/\\&/g
s/.*/"&\\n"/
