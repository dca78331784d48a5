# README's tables of kinds, fields and options of the import agree with
# `retention import --help`: both have the same entries, written in the same
# way.
use strict;
use warnings;
use Test::More;

$ENV{RETENTION_ENV} = '';

sub help {
    local $ENV{RETENTION_LANG} = $_[0];
    open my $fh, '-|', "$ENV{RT_BUILD}/retention", 'import', '--help' or die $!;
    local $/;
    return scalar <$fh>;
}

my $readme = do {
    open my $fh, '<', "$ENV{RT_SOURCE}/README.md" or die "README.md: $!\n";
    local $/;
    <$fh>;
};
$readme =~ /^## Files as companies have them\n(.*?)^## /ms or die 'no such section';
my $section = $1;

# The text between backquotes in the first cell of each row that begins like
# this.
sub rows { my ($begin) = @_; return $section =~ /^\| `(${begin}[^`]*)` \|/mg }

for my $lang (qw(en ru)) {
    my $help = help($lang);
    my %fields = $help =~ /^  ([a-z]+) +((?:[a-z_]+ ?){2,})$/mg;
    is scalar keys %fields, 10, "$lang: ten kinds";
    for my $kind (sort keys %fields) {
        my ($row) = $section =~ /^\| `$kind` \| ([^|]*) \|/m;
        is join(' ', ($row // '') =~ /`([^`]+)`/g), $fields{$kind}, "$lang: fields of $kind";
    }
    is join(' ', map { /^--([a-z-]+)/ } rows('--')), join(' ', $help =~ /^  --([a-z-]+)/mg),
        "$lang: the same options in the same order";
    like $help, qr/ --suggest /, "$lang: --help has the option that takes a folder";
}
my @options = help('en') =~ /^  (--[a-z-]+(?: [^ ].*?)?)(?:\n? {2,}|$)/mg;
is_deeply [rows('--')], \@options, 'README has the same options with the same arguments';
like $section, qr/retention import --suggest DIR/, 'README has the suggestion too';

done_testing;
