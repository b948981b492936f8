namespace VictimSupport.Core;
