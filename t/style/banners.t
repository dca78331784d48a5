# Comments say why; none of them draws a line across the page.
use strict;
use warnings;
use File::Find;
use Test::More;

my $source = $ENV{RT_SOURCE} // '.';
my @wrong;
sub look {
    return if !-f || -B || m{/t/data/};
    open my $fh, '<', $_ or die "$_: $!";
    while (my $line = <$fh>) {
        push @wrong, "$_:$.: $line" if $line =~ m{^\s*(?:\#|//|;|--|/\*|\*|\{\{!)\s*[-=*~_\#]{3,}}
            && $line !~ m{^\#!} && $line !~ /^--- /;
    }
    return;
}
find({wanted => \&look, no_chdir => 1}, grep { -e } map {"$source/$_"}
    qw(cgi lib nginx sql static t templates tools Makefile.am configure.ac check quickstart .ci));
is_deeply \@wrong, [], 'no section banner';
done_testing;
