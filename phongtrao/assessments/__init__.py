"""The title and the grade of units, judged by the law in force."""
