#!/usr/bin/perl
# What the tables refuse.  t/data/constraints.txt says a second time which
# constraints there are; each one is violated by a row that is otherwise good.
use strict;
use warnings;
use RT::Db;
use RT::Line;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $db = RT::Db->new(schema => 1);
my %COLUMNS = (
    columns => 'SELECT TABLE_NAME, COLUMN_NAME, IS_NULLABLE, DATA_TYPE, COLUMN_TYPE, EXTRA, '
        . 'GENERATION_EXPRESSION '
        . 'FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() '
        . 'ORDER BY TABLE_NAME, ORDINAL_POSITION',
    unique => 'SELECT TABLE_NAME, GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX) '
        . 'FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() '
        . 'AND NON_UNIQUE = 0 GROUP BY TABLE_NAME, INDEX_NAME',
    foreign => 'SELECT TABLE_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME '
        . 'FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() '
        . 'AND REFERENCED_TABLE_NAME IS NOT NULL',
    check => 'SELECT t.TABLE_NAME, c.CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS c '
        . 'JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_NAME = c.CONSTRAINT_NAME '
        . 'AND t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA'
        . (RT::Db::flavour() eq 'mariadb' ? ' AND t.TABLE_NAME = c.TABLE_NAME' : '')
        . ' WHERE c.CONSTRAINT_SCHEMA = DATABASE()',
);

my (%column, @have, %made_of);
for my $row (@{$db->sql($COLUMNS{columns})}) {
    my ($table, $name, $null, $type, $full, $extra, $made) = @$row;
    if ($extra =~ /VIRTUAL|STORED/i) {
        ($made_of{$name}) = $made =~ /`(\w+)`/ or die "$table.$name: $made";
        next;
    }
    push @{$column{$table}}, {name => $name, type => $type, full => $full,
        null => $null eq 'YES', counts => $extra =~ /auto_increment/i ? 1 : 0};
    push @have, "$table not null $name" if $null ne 'YES';
}
push @have, map { "$_->[0] unique $_->[1]" } @{$db->sql($COLUMNS{unique})};
push @have, map { "$_->[0] foreign $_->[1] $_->[2].$_->[3]" } @{$db->sql($COLUMNS{foreign})};
push @have, map { "$_->[0] check " . $_->[1] =~ s/[()`]//gr } @{$db->sql($COLUMNS{check})};

my $list = RT::Db::_source() . '/t/data/constraints.txt';
if ($ENV{RT_WRITE_CONSTRAINTS}) {
    open my $fh, '>', $list or die "$list: $!";
    print {$fh} map { "$_\n" } sort @have;
    close $fh or die "$list: $!";
}
open my $fh, '<', $list or die "$list: $!";
chomp(my @want = <$fh>);
my %have = map { $_ => 1 } @have;
my %want = map { $_ => 1 } @want;
is_deeply [grep { !$have{$_} } @want], [], 'every constraint of the list is there';
is_deeply [grep { !$want{$_} } sort @have], [],
    'every constraint that is there is in the list (t/data/constraints.txt)';

my %parent;    # table -> column -> [table, column]
for (@have) {
    $parent{$1}{$2} = [$3, $4] if /^(\w+) foreign (\w+) (\w+)\.(\w+)$/;
}
my $n = 0;

# A value that no other row has, where the type has so many.
sub value {
    my ($c) = @_;
    $n++;
    my $type = $c->{type};
    return ($c->{full} =~ /\('([^']*)'/)[0] if $type eq 'enum';
    return 1 if $type eq 'tinyint';
    return sprintf '20%02d-%02d-%02d', $n / 336 % 90 + 10, $n / 28 % 12 + 1, $n % 28 + 1
        if $type eq 'date';
    return sprintf '2025-01-%02d %02d:%02d:%02d', $n / 86400 % 28 + 1, $n / 3600 % 24,
        $n / 60 % 60, $n % 60
        if $type eq 'datetime';
    return sprintf '%032d', $n if $type =~ /binary/;
    return $n;
}

# Columns and values of a row that the table takes: parents are made first.
sub good {
    my ($table) = @_;
    my %row;
    for my $c (@{$column{$table}}) {
        next if $c->{counts};
        my $p = $parent{$table}{$c->{name}};
        next if $p && $p->[0] eq $table;
        $row{$c->{name}} = $p ? add($p->[0])->{$p->[1]} : value($c);
    }
    for (map { /^$table check (\w+) >= (\w+)$/ ? [$1, $2] : () } @have) {
        $row{$_->[0]} = $row{$_->[1]};
    }
    return \%row;
}

# One connection for all rows.
my %env = %{$db->env};
local @ENV{keys %env} = values %env;
my $line = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
$line->ask('open', $env{DB_HOST});

# undef, or what the server said.
sub insert {
    my ($table, $row) = @_;
    my @names = sort keys %$row;
    my ($code, undef, $error) = $line->ask('exec', "INSERT INTO $table ("
        . join(', ', map { "`$_`" } @names) . ') VALUES ('
        . join(', ', map { defined $row->{$_} ? "'$row->{$_}'" : 'NULL' } @names) . ')');
    return $code eq 'RT_OK' ? undef : "$code $error";
}

sub add {
    my ($table) = @_;
    my $row = good($table);
    my ($id) = map { $_->{name} } grep { $_->{counts} } @{$column{$table}};
    $row->{$id} = ++$n if $id;
    my $why = insert($table, $row);
    die "$table: $why\n" if $why;
    return $row;
}

sub refused {
    my ($table, $row, $what, $error) = @_;
    my $why = insert($table, $row);
    ok defined $why, $what;
    like $why, $error, '  and for that reason' if defined $why;
    return;
}

for my $table (sort keys %column) {
    ok eval { add($table); add($table); 1 }, "$table takes good rows" or diag $@;
}
for my $known (@want) {
    my ($table, $kind, $rest) = $known =~ /^(\w+) (not null|unique|foreign|check) (.*)$/
        or die "constraints.txt: $known";
    next if !$have{$known};
    my $row = good($table);
    if ($kind eq 'not null') {
        # A number that counts by itself takes NULL for "the next one".
        next if grep { $_->{name} eq $rest && $_->{counts} } @{$column{$table}};
        refused($table, {%$row, $rest => undef}, $known, qr/cannot be null/);
    } elsif ($kind eq 'unique') {
        my $first = add($table);
        refused($table, {%$row, map { $_ => $first->{$_} }
            map { $made_of{$_} // $_ } split /,/, $rest}, $known,
            qr/Duplicate entry/);
    } elsif ($kind eq 'foreign') {
        my ($name) = $rest =~ /^(\w+)/;
        refused($table, {%$row, $name => 999_999_999}, $known, qr/foreign key constraint fails/);
    } else {
        my ($later, $sooner) = $rest =~ /^(\w+) >= (\w+)$/ or die "how to violate $known?";
        refused($table, {%$row, $later => '2020-01-01', $sooner => '2020-01-02'}, $known,
            qr/constraint/i);
        is insert($table, {%{good($table)}, $later => '2020-01-02',
            $sooner => '2020-01-02'}), undef, '  the same day is taken';
    }
}

is $line->finish, 0, 'the helper program ends well';
$db->finish;
done_testing;
